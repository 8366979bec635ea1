import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

/// The reference that a person reports, and the log lines found under it.
@Suite("Refused forms and their reference in the log") struct RefusedFormTests {
    private func expectReference(
        _ answer: Answer,
        in log: LogRecorder,
        _ cause: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let shown = answer.text.firstMatch(of: /Reference: <code>([0-9a-f]{32})</).map { String($0.output.1) }
        #expect(shown != nil && shown == answer.headers[.requestID], sourceLocation: sourceLocation)
        #expect(
            log.lines.contains { $0.contains("id=\(shown ?? "-")") && $0.contains("cause=") && $0.contains(cause) },
            sourceLocation: sourceLocation
        )
    }

    @Test("A refused or delayed login shows the reference under which the log has the cause")
    func login() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let log = oauth.server.log
            let refused = try await Browser(call).logIn(password: "wrong")
            #expect(refused.status == 403)
            expectReference(refused, in: log, "got a wrong password")
            for _ in 0..<9 { _ = try await Browser(call).logIn(password: "wrong") }
            let limited = try await Browser(call).logIn(password: "wrong")
            #expect(limited.status == 429)
            expectReference(
                limited,
                in: log,
                "too many wrong passwords are counted (of this account from this address)"
            )
            #expect(try await !Browser(call).get("/login").text.contains("Reference:"))
        }
    }

    @Test("A refused form of the account page shows the reference under which the log has the cause")
    func account() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let browser = try await call.loggedIn()
            let fields = ["current": "wrong", "new": "a better password", "again": "a better password"]
            let password = try await browser.submit(browser.get("/account"), to: "/account/password", fields)
            #expect(password.status == 403)
            expectReference(password, in: oauth.server.log, "got a wrong password")
            let token = try await browser.submit(
                browser.get("/account"),
                to: "/account/tokens",
                ["description": "x", "days": "soon"]
            )
            #expect(token.status == 422)
            expectReference(token, in: oauth.server.log, "Choose")
        }
    }

    @Test("A refused setup shows the reference under which the log has the cause, without the token")
    func setUp() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve(live: true) { (call) async throws in
            let browser = Browser(call)
            for (token, password, cause) in [
                ("amt_wrong", "a new password", "unknown"),
                (oauth.server.app, "a new password", "not a user's own"),
                (oauth.server.alice, "a new password", "has a password already"),
                (oauth.server.alice, "short", "at least 12"),
            ] {
                let answer = try await browser.submit(
                    browser.get("/setup"),
                    to: "/setup",
                    ["token": token, "password": password]
                )
                #expect(answer.status == 400)
                expectReference(answer, in: oauth.server.log, cause == "unknown" ? "cause=" : cause)
                #expect(!oauth.server.log.text.contains(token))
            }
        }
    }

    @Test(
        "Every response carries its request's id, and every problem document repeats it",
        arguments: ["/", "/docs", "/health", "/nothing"]
    )
    func everyResponse(path: String) async throws {
        try await ServerFixture().serve { (call) async throws in
            let answer = try await call(.get, path)
            #expect(answer.headers[.requestID]?.count == 32)
            if answer.status >= 400 { #expect(answer.json["request_id"]?.string == answer.headers[.requestID]) }
        }
    }
}
