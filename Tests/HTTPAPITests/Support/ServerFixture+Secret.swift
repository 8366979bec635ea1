import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

/// Steps that the isolation tests of several doors share.
extension ServerFixture {
    /// Stores a memory `m` of alice that nobody else may see.
    func storeSecret(_ call: Caller) async throws {
        let memory: JSONValue = ["memories": [["id": "m", "text": "a secret of alice", "topics": ["hidden"]]]]
        #expect(try await call(.post, "/v1/long-term-memory", token: alice, json: memory).status == 200)
    }

    /// alice pauses the application that wrote her memory.
    func pauseWriter(of memory: String, _ call: Caller) async throws {
        let found = try await call(.get, "/v1/long-term-memory/\(memory)", token: alice).json
        let id = try #require(found["provenance"]?["created"]?["application"]?.string)
        let pauses = ApplicationPauses(store: stores.identity.pauses, revocations: revocations)
        try await pauses.pause(ApplicationID(.apiToken, id: id), by: users.user("alice").id, at: clock.now())
    }
}
