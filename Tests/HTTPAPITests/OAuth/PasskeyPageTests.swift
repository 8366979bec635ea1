import Authorization
import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The pages for passkeys") struct PasskeyPageTests {
    private static func challenge(_ page: Answer) throws -> String {
        let options = try #require(page.text.firstMatch(of: /data-options="([^"]*)"/)?.output.1)
        let json = try StrictJSON.parse(Array(Answer.unescaped(String(options)).utf8))
        return try #require(json["challenge"]?.string)
    }

    private func authenticator(_ oauth: OAuthFixture) throws -> SoftwareAuthenticator {
        var made = try SoftwareAuthenticator(origin: OAuthFixture.issuer, relyingParty: "memory.example")
        made.userHandle = Array(oauth.alice.id.rawValue.utf8)
        return made
    }

    /// Alice's browser, logged in, with a passkey.
    private func resident(_ call: Caller, _ authenticator: SoftwareAuthenticator) async throws -> Browser {
        let browser = Browser(call)
        try await browser.logIn()
        let page = try await browser.get("/account")
        let added = try await browser.submit(
            page,
            to: "/account/passkeys",
            ["response": authenticator.register(Self.challenge(page)), "name": " My <laptop> "]
        )
        #expect(added.status == 303 && added.location == "/account")
        return browser
    }

    @Test("A passkey is added on the account page, logs in at the destination, is renamed and removed")
    func whole() async throws {
        let oauth = try await OAuthFixture()
        let authenticator = try authenticator(oauth)
        try await oauth.serve { (call) async throws in
            let browser = try await resident(call, authenticator)
            let account = try await browser.get("/account")
            #expect(account.text.contains("You can log in with the passkey My &lt;laptop&gt;."))
            #expect(account.text.contains("never used"))

            let other = Browser(call)
            let login = try await other.get("/login?continue=/memories")
            let done = try await other.submit(
                login,
                to: "/passkey",
                ["response": authenticator.logIn(Self.challenge(login))]
            )
            #expect(done.status == 303 && done.location == "/memories")
            #expect(try await other.get("/memories").status == 200)

            let renamed = try await browser.submit(
                account,
                to: "/account/passkeys/change",
                ["name": "Phone", "action": "rename"]
            )
            #expect(renamed.location == "/account")
            let page = try await browser.get("/account")
            #expect(page.text.contains("<p class=\"title\">Phone</p>") && page.text.contains("last used"))
            _ = try await browser.submit(page, to: "/account/passkeys/change", ["action": "remove"])
            #expect(try await !browser.get("/account").text.contains("Phone"))
            let again = try await other.get("/login")
            let refused = try await other.submit(
                again,
                to: "/passkey",
                ["response": authenticator.logIn(Self.challenge(again))]
            )
            #expect(refused.status == 403 && refused.text.contains("This passkey was not accepted."))
        }
    }

    @Test("A response is for one login page: not twice, not from another browser, not for another destination")
    func onePage() async throws {
        let oauth = try await OAuthFixture()
        let authenticator = try authenticator(oauth)
        try await oauth.serve { (call) async throws in
            _ = try await resident(call, authenticator)
            let (browser, thief) = (Browser(call), Browser(call))
            let page = try await browser.get("/login")
            let response = try authenticator.logIn(Self.challenge(page))
            let theirs = try await thief.get("/login")
            #expect(try await thief.submit(theirs, to: "/passkey", ["response": response]).status == 403)
            let elsewhere: [String: String?] = ["response": response, "continue": "/memories"]
            #expect(try await browser.submit(page, to: "/passkey", elsewhere).status == 403)
            #expect(try await browser.submit(page, to: "/passkey", ["response": response]).status == 303)
            #expect(try await browser.submit(page, to: "/passkey", ["response": response]).status == 403)
            let foreign = try await browser.post(
                "/passkey",
                page.fields(of: "/passkey"),
                headers: Browser.page(of: "https://evil.example")
            )
            #expect(foreign.status == 403 && foreign.text.contains("another site"))
        }
    }

    @Test("Adding and removing needs a login of the last ten minutes; renaming does not")
    func fresh() async throws {
        let oauth = try await OAuthFixture()
        let authenticator = try authenticator(oauth)
        try await oauth.serve { (call) async throws in
            let browser = try await resident(call, authenticator)
            let page = try await browser.get("/account")
            oauth.server.clock.advance(by: AccountRoutes.freshness)
            for (action, fields) in [
                ("/account/passkeys", ["response": authenticator.register(try Self.challenge(page))]),
                ("/account/passkeys/change", ["action": "remove"]),
            ] {
                let refused = try await browser.submit(page, to: action, fields.mapValues { Optional($0) })
                #expect(refused.status == 403 && refused.text.contains("Log in again"), "\(action)")
            }
            let stale = try await browser.get("/account")
            #expect(!stale.text.contains("data-passkey") && stale.text.contains("Log in again</a> to add or remove"))
            let fields: [String: String?] = ["action": "rename", "name": "Old"]
            #expect(try await browser.submit(stale, to: "/account/passkeys/change", fields).status == 303)
            try await browser.logIn(destination: "/account?prompt=login")
            let renewed = try await browser.get("/account")
            #expect(renewed.text.contains("data-passkey") && renewed.text.contains(">Old</p>"))
        }
    }

    @Test("Another person cannot rename or remove a passkey")
    func otherPerson() async throws {
        let oauth = try await OAuthFixture()
        let authenticator = try authenticator(oauth)
        try await oauth.serve { (call) async throws in
            let alice = try await resident(call, authenticator)
            let id = try await alice.get("/account").fields(of: "/account/passkeys/change").first { $0.0 == "passkey" }?
                .1
            let bob = Browser(call)
            try await bob.logIn("bob")
            let seal = try await bob.get("/account").fields(of: "/account/passkeys").first { $0.0 == "seal" }?.1
            for action in ["rename", "remove"] {
                let form = [("seal", seal ?? ""), ("passkey", id ?? ""), ("action", action), ("name", "x")]
                #expect(try await bob.post("/account/passkeys/change", form).status == 404)
            }
            #expect(try await alice.get("/account").text.contains("My &lt;laptop&gt;"))
        }
    }

    @Test("Tries are limited for each address")
    func limited() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let browser = Browser(call)
            let page = try await browser.get("/login")
            var statuses: Set<Int> = []
            for _ in 0..<70 {
                statuses.insert(try await browser.submit(page, to: "/passkey", ["response": "{}"]).status)
            }
            #expect(statuses == [403, 429])
        }
    }

    @Test(
        "There are no passkeys without passwords, at a bare address, or on plain http",
        arguments: [("https://memory.example", false), ("https://192.0.2.7", true), ("http://memory.example", true)]
    )
    func absent(issuer: String, localLogin: Bool) async throws {
        let oauth = try await OAuthFixture(issuer: issuer, localLogin: localLogin)
        try await oauth.serve { (call) async throws in
            let browser = Browser(call, origin: issuer)
            #expect(try await !browser.get("/login").text.contains("passkey"))
            #expect(try await browser.post("/passkey", [("response", "{}")]).status == 404)
        }
    }
}
