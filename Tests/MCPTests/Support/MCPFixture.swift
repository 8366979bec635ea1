import Base
import Identity
import Logging
import MCP
import Memories
import TestSupport

/// A server over SQLite with keyword search, `ana`, `bob` and the workspaces `shop` and `other`; removed with this
/// value.
struct MCPFixture: Sendable {
    let dispatcher: Dispatcher
    private let stores: TemporaryStores

    init(
        searchAndFetch: SearchAndFetch = .auto,
        recogniser: @escaping SearchAndFetch.Recogniser = { _ in false }
    ) async throws {
        let stores = try TemporaryStores()
        try await stores.add(people: ["ana", "bob"])
        for name in ["shop", "other"] { _ = try await stores.identity.workspaces.add(People.team(name)) }
        let clock = ManualClock()
        let random = SeededRandom()
        self.stores = stores
        dispatcher = Dispatcher(
            service: stores.service(time: clock, random: random),
            description: ServerDescription(version: "1.2.3", origin: "https://memory.example"),
            searchAndFetch: searchAndFetch,
            recogniser: recogniser,
            time: clock,
            random: random,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}
