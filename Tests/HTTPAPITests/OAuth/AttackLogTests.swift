import Base
import HTTPTypes
import Identity
import Synchronization
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Attacks through the log") struct AttackLogTests {
    @Test(
        "the log never has passwords, codes, verifiers, tokens, secrets, cookies or states, not even of failures"
    )
    func nothingSecretIsLogged() async throws {
        let oauth = try await OAuthFixture()
        let secrets = Mutex<[String]>([OAuthFixture.password, OAuthFixture.verifier, "guessed-password"])
        try await oauth.serve { (call) async throws in
            let client = try await ClientApplication(call, ["token_endpoint_auth_method": "client_secret_post"])
            let browser = Browser(call)
            _ = try await browser.logIn(password: "guessed-password")
            try await browser.logIn()
            let code = try #require(
                await browser.consent(client.query([("state", "state-of-the-client")])).returned["code"]
            )
            let tokens = try await client.redeem(code).json
            let values = ["access_token", "refresh_token"].compactMap { tokens[$0]?.string }
            #expect(values.count == 2)
            secrets.withLock {
                $0 +=
                    values + [code, "state-of-the-client"] + browser.cookies.values + [client.secret].compactMap(\.self)
            }
            // The failures, each of which carries a secret somewhere.
            _ = try await client.redeem(code)
            _ = try await client.refresh(values[1])
            _ = try await call(.get, "/v1/working-memory?access_token=\(values[0])", token: values[0])
            _ = try await call(.get, "/oauth/token?code=\(code)&client_secret=\(client.secret ?? "")")
            _ = try await client.post(client.redemption(code).replacing("grant_type", with: code))
            _ = try await call(.get, "/\(code)")
            _ = try await browser.get(
                "/oauth/authorize?\(client.query([("client_id", code), ("state", "state-of-the-client")]))"
            )
            _ = try await browser.post(
                "/login",
                [("username", values[0]), ("password", OAuthFixture.password), ("seal", values[1])]
            )
        }
        let text = oauth.server.log.text
        #expect(text.contains("route=/oauth/token"))
        for secret in secrets.withLock({ $0 }) where !secret.isEmpty {
            #expect(!text.contains(secret), "\(secret.prefix(4))…")
        }
    }

    @Test(
        "a caller's text cannot begin a line of the log",
        arguments: ["a\nerror forged", "a\r\nerror forged", "\u{1b}[2J", "\u{2028}x"]
    )
    func linesCannotBeForged(text: String) async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            _ = try await ClientApplication(call, ["client_name": .string(text)])
            let browser = Browser(call)
            try await browser.logIn(text, password: "x")
            _ = try await call(.get, "/oauth/authorize?client_id=\(Percent.encode(text))&state=\(Percent.encode(text))")
            _ = try await call(
                .post,
                "/oauth/token",
                headers: [.contentType: "application/x-www-form-urlencoded"],
                body: "grant_type=\(Percent.encode(text))"
            )
        }
        #expect(!oauth.server.log.text.contains(text) && !oauth.server.log.text.contains("forged"))
    }

    /// An operator looks this up when a person reports the reference on the page.
    @Test(
        "the log has the cause of a refused login under the page's reference: person, claim, expected and found values",
        arguments: [
            (
                ["allowedGroups": ["staff", "ops"]],
                "sub=1; email=carol@example.org; name=carol; roles: wanted one of “ops”, “staff”, found “guests”, “a\\u{a}forged”"
            ),
            (
                ["allowedDomains": ["corp.example"]],
                "sub=1; email=carol@example.org; name=carol; email: wanted “@corp.example”, found “carol@example.org”"
            ),
        ] as [([String: [String]], String)]
    )
    func refusedLogins(limits: [String: [String]], why: String) async throws {
        var policy = LoginPolicy()
        policy.allowedGroups = (limits["allowedGroups"] ?? []).identifiers
        policy.allowedDomains = (limits["allowedDomains"] ?? []).identifiers
        policy.groupsClaim = "roles"
        let provider = VouchingProvider(groups: ["guests", "a\nforged"])
        let oauth = try await OAuthFixture(providers: [provider], policies: [Identifier("idp"): policy])
        let reference = Mutex("")
        try await oauth.serve { (call) async throws in
            let browser = Browser(call)
            _ = try await browser.submit(browser.get("/login"), to: "/login/idp", [:])
            let page = try await browser.get(
                "/login/idp/callback?state=\(provider.state)&code=the-code"
            )
            #expect(page.status == 403 && !page.text.contains("staff") && !page.text.contains("corp.example"))
            reference.withLock {
                $0 = page.text.firstMatch(of: /Reference: <code>([^<]*)</).map { String($0.output.1) } ?? ""
            }
        }
        let lines = oauth.server.log.lines.filter { $0.contains("login refused") }
        #expect(lines.count == 1 && lines[0].contains(why), "\(lines)")
        #expect(reference.withLock { !$0.isEmpty && lines.first?.contains($0) == true })
        #expect(!oauth.server.log.text.contains("the-code"))
    }
}
