import Base
import Identity
import LocalEmbedding
import SQLStorage
import TestSupport

@testable import Memories

/// A memory service with a real database and the installed model, filled with memories of one person that are all
/// embedded.
struct FilledService {
    let stores: TemporaryStores
    let embeddings: Embeddings
    let read: Access
    private let service: MemoryService

    init(_ memories: [Memory], at clock: ManualClock = ManualClock()) async throws {
        stores = try TemporaryStores()
        _ = try await stores.identity.users.add(People.user("ann"), personal: People.personal("ann"))
        let model = try LocalEmbedder(store: InstalledModel.store)
        (service, embeddings) = stores.patientService(model, time: clock)
        read = try AccessPolicy.access(People.person("ann"), to: .read)
        let write = try AccessPolicy.access(People.person("ann"), to: .write)
        for start in stride(from: 0, to: memories.count, by: 100) {
            let some = Array(memories[start..<min(start + 100, memories.count)])
            _ = try await service.remember(write, some, deduplicate: false)
        }
        while try await service.upkeep.embedOnce() > 0 {}
    }

    func found(_ question: String, _ mode: SearchMode) async throws -> SearchAnswer {
        try await service.search(read, MemoryQuery(text: question, mode: mode))
    }
}
