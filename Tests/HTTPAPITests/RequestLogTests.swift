import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct RequestLogTests {
    private func lines(
        as principal: Principal = People.person("alice", credential: .apiToken(ID("abcd")), client: "amc_1"),
        isOn: Bool = true,
        _ path: String,
        token: String? = "amt_abcd_secret",
        headers: HTTPFields = [:]
    ) async throws -> [String] {
        let (fixture, log) = (try await ServerFixture(), LogRecorder())
        var options = HTTPOptions()
        options.logsRequests = { isOn }
        let health = HealthRoutes(version: "1", memories: fixture.memories, time: fixture.clock) { nil }
        let failing = ReadinessRoutes(checks: [ReadinessCheck(.database) { false }])
        try await serve([health, failing], as: principal, options: options, log: log, live: true) { call in
            _ = try await call(.get, path, token: token, headers: headers)
        }
        return log.lines.filter { $0.contains(" request ") }
    }

    @Test("A request is one line with who called, from where, and how much was answered, and without the token")
    func line() async throws {
        let found = try await lines("/health?secret=word")
        #expect(found.count == 1)
        let line = found.first ?? ""
        for part in [
            "user=alice", "application=amc_1", "token=abcd", "address=127.0.0.1", "route=/health", "status=200",
        ] {
            #expect(line.contains(part), "\(part): \(line)")
        }
        #expect(line.contains("bytes=") && line.contains("hb.request.id="), "\(line)")
        #expect(!line.contains("secret") && !line.contains("word"), "\(line)")
    }

    @Test("A caller without a credential has an address and no name")
    func stranger() async throws {
        let line = try await lines("/health", token: nil).first ?? ""
        #expect(line.contains("address=127.0.0.1") && !line.contains("user=") && !line.contains("token="), "\(line)")
    }

    @Test("When requests are not logged, those that failed in the server are")
    func off() async throws {
        #expect(try await lines(isOn: false, "/health") == [])
        #expect(try await lines(isOn: false, "/health/ready").count == 1)
    }
}
