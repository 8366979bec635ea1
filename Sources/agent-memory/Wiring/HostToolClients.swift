import Authorization
import Base
import ClientCatalog
import Identity
import Synchronization

/// The registered clients that need the tools `search` and `fetch`: ChatGPT, by where it takes its codes. A client is
/// looked up once; the number of clients that are kept is bounded.
final class HostToolClients: Sendable {
    private static let names = ["chatgpt"]
    private static let most = 10_000

    private let clients: any ClientStore
    private let known = Mutex<[Identifier: Bool]>([:])

    init(_ clients: any ClientStore) {
        self.clients = clients
    }

    func needsThem(_ id: String) async -> Bool {
        let key = Identifier(id)
        if let found = known.withLock({ $0[key] }) { return found }
        // After a failure, this call gets the default list, and the next call asks again.
        guard let client = try? await clients.client(ID(id)) else { return false }
        let needs = client.redirectURIs.contains { uri in
            ClientTable.client(receivingAt: uri.text).map { Self.names.contains($0.id) } ?? false
        }
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[key] = needs
        }
        return needs
    }
}
