import Base
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct ReadinessTests {
    private func routes(failing: Set<ReadinessCheck.Name>) -> ReadinessRoutes {
        ReadinessRoutes(
            checks: ReadinessCheck.Name.allCases.map { name in ReadinessCheck(name) { !failing.contains(name) } }
        )
    }

    @Test("A server whose parts all work is ready, and names them")
    func ready() async throws {
        try await serve([routes(failing: [])]) { call in
            let answer = try await call(.get, "/health/ready")
            #expect(answer.status == 200)
            #expect(
                answer.json == [
                    "status": "ready",
                    "checks": ["database": "ok", "migrations": "ok", "clock": "ok", "model": "ok", "issuers": "ok"],
                ]
            )
        }
    }

    @Test(
        "A server that lacks one part is alive and not ready, and says which",
        arguments: ReadinessCheck.Name.allCases
    )
    func notReady(name: ReadinessCheck.Name) async throws {
        try await serve([routes(failing: [name])]) { call in
            let answer = try await call(.get, "/health/ready")
            #expect(answer.status == 503 && answer.json["status"] == "not_ready")
            for other in ReadinessCheck.Name.allCases {
                #expect(answer.json["checks"]?[other.rawValue] == (other == name ? "not_ok" : "ok"))
            }
            let live = try await call(.get, "/health/live")
            #expect(live.status == 200 && live.json == ["status": "ok"])
        }
    }
}
