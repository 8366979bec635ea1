import Base
import HTTPTypes
import Identity
import Synchronization
import TestSupport
import Testing

@testable import HTTPAPI

/// Remembers what it is told.
private final class Witness: RequestMeter {
    private let kept = Mutex<(began: Int, requests: [MeasuredRequest], attempts: [AuthenticationAttempt])>((0, [], []))

    var count: Int { kept.withLock { $0.began } }
    var requests: [MeasuredRequest] { kept.withLock { $0.requests } }
    var attempts: [AuthenticationAttempt] { kept.withLock { $0.attempts } }

    func began() { kept.withLock { $0.began += 1 } }
    func ended(_ request: MeasuredRequest) { kept.withLock { $0.requests.append(request) } }
    func authenticated(_ attempt: AuthenticationAttempt) { kept.withLock { $0.attempts.append(attempt) } }
}

@Suite struct MetricsTests {
    private func options(_ text: String? = "up 1\n") -> HTTPOptions {
        var options = HTTPOptions(version: "1.2.3")
        if let text { options.metrics = { "\($0)\n\(text)" } }
        return options
    }

    private func administrator(_ fixture: ServerFixture, scopes: ScopeSet = .admin) async throws -> String {
        _ = try await fixture.users.add(name: "operator", isAdministrator: true)
        return try await fixture.token(of: "operator", scopes: scopes)
    }

    @Test("An administrator's token with memory:admin reads the metrics in the format that the client prefers")
    func formats() async throws {
        let fixture = try await ServerFixture()
        let token = try await administrator(fixture)
        try await fixture.serve(options()) { call in
            for (accept, format) in [
                (nil, MetricsFormat.text), ("*/*", .text), ("text/plain;version=0.0.4", .text),
                ("application/openmetrics-text; version=1.0.0,text/plain;q=0.5", .openMetrics),
                ("application/openmetrics-text;q=0.1,text/plain;q=0.5", .text),
            ] {
                var headers = HTTPFields()
                headers[.accept] = accept
                let answer = try await call(.get, "/metrics", token: token, headers: headers)
                #expect(answer.status == 200 && answer.headers[.contentType] == format.rawValue, "\(accept ?? "-")")
                #expect(answer.text == "\(format)\nup 1\n")
            }
        }
    }

    @Test("Others are refused: without a token, without the scope, and people who are not administrators")
    func refused() async throws {
        let fixture = try await ServerFixture()
        let reader = try await administrator(fixture, scopes: .read)
        try await fixture.serve(options()) { call in
            #expect(try await call(.get, "/metrics").status == 401)
            #expect(try await call(.get, "/metrics", token: reader).status == 403)
            let person = try await call(.get, "/metrics", token: fixture.alice)
            #expect(person.status == 403 && !person.text.contains("up 1"))
        }
    }

    @Test("While metrics are off, an administrator is told how to turn them on")
    func off() async throws {
        let fixture = try await ServerFixture()
        let token = try await administrator(fixture)
        try await fixture.serve(options(nil)) { call in
            let answer = try await call(.get, "/metrics", token: token)
            #expect(answer.status == 404 && answer.text.contains("metrics.enabled"))
        }
    }

    @Test("A request is measured by the template of its route, its status and its id, never by its path")
    func measured() async throws {
        let (fixture, witness) = (try await ServerFixture(), Witness())
        var options = options()
        options.meter = witness
        try await fixture.serve(options) { call in
            let answer = try await call(.get, "/v1/working-memory/private-name", token: fixture.alice)
            _ = try await call(.get, "/nowhere/private-name")
            let found = witness.requests
            #expect(found.map(\.route) == ["/v1/working-memory/{session_id}", "none"])
            #expect(found.map(\.status) == [404, 404] && found.map(\.method) == ["GET", "GET"])
            #expect(found.first?.id == answer.headers[.requestID] && witness.count == 2)
        }
    }

    @Test("An authentication is measured by the form of the credential, its outcome and whether the cache knew it")
    func authentications() async throws {
        let (fixture, witness) = (try await ServerFixture(), Witness())
        var options = options()
        options.meter = witness
        try await fixture.serve(options) { call in
            for token in [fixture.alice, fixture.alice, "amt_wrong", "eyJhbGciOiJub25lIn0.e30.", "other", nil] {
                _ = try await call(.get, "/v1/working-memory/x", token: token)
            }
        }
        let found = witness.attempts
        #expect(found.map(\.kind) == [.apiToken, .apiToken, .apiToken, .signedToken, .otherToken, .nothing])
        #expect(
            found.map(\.refusal) == [nil, nil, .invalidToken, .invalidToken, .invalidToken, .missingCredential]
        )
        #expect(found.map(\.isCached) == [false, true, false, false, false, false])
    }

    @Test("A login on the pages is measured as an authentication, with its outcome")
    func logins() async throws {
        let witness = Witness()
        let fixture = try await OAuthFixture(meter: witness)
        try await fixture.serve { (call) async throws in
            let browser = Browser(call)
            _ = try await browser.logIn("bob", password: "wrong")
            _ = try await browser.logIn("bob")
        }
        #expect(witness.attempts.map(\.kind) == [.password, .password])
        #expect(witness.attempts.map(\.refusal) == [.accessDenied, nil] && witness.attempts.allSatisfy { !$0.isToken })
    }
}
