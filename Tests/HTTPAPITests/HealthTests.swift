import Base
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct HealthTests {
    @Test func aServerThatCanStoreIsReady() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { call in
            let health = try await call(.get, "/health").json
            #expect(
                health["status"] == "healthy" && health["storage"]?["state"] == "ready"
                    && health["storage"]?["reason"] == nil
            )
        }
    }

    /// The status is 200, because a supervisor that restarts the server would end reading too.
    @Test(arguments: [StoreFailure.Kind.full, .unavailable, .broken])
    func healthReportsStorageFailuresWithoutDetailsOfTheMachine(kind: StoreFailure.Kind) async throws {
        let fixture = try await ServerFixture()
        let routes = HealthRoutes(version: "1", memories: fixture.memories, time: fixture.clock) {
            StoreFailure(kind, "/srv/secret/memory.db")
        }
        try await serve([routes]) { call in
            let answer = try await call(.get, "/health")
            #expect(answer.status == 200)
            #expect(answer.json["status"] == "degraded" && answer.json["storage"]?["state"] == "read_only")
            #expect(answer.json["storage"]?["reason"] != nil && !answer.text.contains("secret"))
            #expect(try await call(.get, "/v1/health").status == 200)
        }
    }
}
