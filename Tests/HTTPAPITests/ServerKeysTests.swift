import Authorization
import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The pages of signing keys and of the server’s applications") struct ServerKeysTests {
    private func administered(
        _ oauth: OAuthFixture,
        _ body: @Sendable (Caller, Browser) async throws -> Void
    ) async throws {
        _ = try await oauth.server.users.edit("alice", isAdministrator: true)
        try await oauth.serve { (call) async throws in try await body(call, try await call.loggedIn()) }
    }

    @Test("A rotated key signs at once; a revoked one verifies no more; the current one cannot be revoked")
    func rotation() async throws {
        let oauth = try await OAuthFixture()
        try await administered(oauth) { call, browser in
            let first = try await oauth.server.stores.authorization.keys.keys()[0]
            let application = try await ClientApplication(call)
            let token = try await application.redeem(application.code(as: "bob")).json["access_token"]?.string
            let before = try await browser.get("/admin/keys")
            #expect(before.text.contains(first.id) && !before.text.contains("/admin/keys/revoke"))
            #expect(!before.text.contains("PRIVATE KEY") && !before.text.contains(first.material.reveal()))
            #expect(try await browser.submit(before, to: "/admin/keys/rotate", [:]).location == "/admin/keys")
            let after = try await browser.get("/admin/keys")
            let keys = try await oauth.server.stores.authorization.keys.keys()
            #expect(keys.count == 2 && after.text.contains("verifies for another 24 h"))
            let current = try #require(keys.first { $0.state == .current })
            #expect(current.id != first.id)
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 200)
            let form = after.fields(of: "/admin/keys/revoke")
            #expect(form.contains { $0 == ("key", first.id) })
            let wrong = try await browser.post("/admin/keys/revoke", form.replacing("key", with: current.id))
            #expect(wrong.status == 403)
            #expect(try await browser.post("/admin/keys/revoke", form).location == "/admin/keys")
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 401)
            #expect(try await browser.post("/admin/keys/revoke", form).status == 404)
        }
    }

    @Test("A key from the settings is not rotated here")
    func given() async throws {
        let oauth = try await OAuthFixture(keySetting: "oauth.privateKey")
        try await administered(oauth) { call, browser in
            let page = try await browser.get("/admin/keys")
            #expect(page.text.contains("<code>oauth.privateKey</code>") && !page.text.contains("Rotate"))
        }
    }

    @Test("An application is removed for everybody; its name is shown as text")
    func application() async throws {
        let oauth = try await OAuthFixture()
        try await administered(oauth) { call, browser in
            let application = try await ClientApplication(
                call,
                ["client_name": .string("<b>" + String(repeating: "x", count: 50))]
            )
            let token = try await application.redeem(application.code(as: "bob")).json["access_token"]?.string
            let page = try await browser.get("/admin/applications")
            #expect(page.text.contains("1 registered application") && page.text.contains("1 person"))
            #expect(page.text.contains("&lt;b&gt;xx") && !page.text.contains("<b>xx"))
            let form = page.fields(of: "/admin/applications/remove")
            let bob = Browser(call)
            try await bob.logIn("bob")
            #expect(try await bob.post("/admin/applications/remove", form).status == 403)
            let other = form.replacing("client", with: "amc_other")
            #expect(try await browser.post("/admin/applications/remove", other).status == 403)
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 200)
            #expect(try await browser.post("/admin/applications/remove", form).location == "/admin/applications")
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 401)
            #expect(try await browser.get("/admin/applications").text.contains("0 registered applications"))
            #expect(try await browser.post("/admin/applications/remove", form).status == 404)
        }
    }

    @Test("Applications are listed newest first, fifteen on a page")
    func pages() async throws {
        let oauth = try await OAuthFixture()
        let clients = oauth.server.stores.authorization.clients
        for number in 0..<25 {
            let client = Client(
                id: ID("c\(number)"),
                origin: .registered,
                name: "App \(number)!",
                createdAt: People.dawn.advanced(by: .seconds(number))
            )
            #expect(try await clients.add(client, limit: nil))
        }
        try await administered(oauth) { call, browser in
            let first = try await browser.get("/admin/applications").text
            #expect(first.contains("App 24!") && first.contains("App 10!") && !first.contains("App 9!"))
            let second = try await browser.get("/admin/applications?page=2").text
            #expect(second.contains("App 9!") && second.contains("App 0!") && !second.contains("App 10!"))
            #expect(second.contains("16–25 of 25"))
            #expect(try await browser.get("/admin/applications?page=3").status == 200)
        }
    }

    @Test("Without an authorization server there are neither, and no tabs for them")
    func absent() async throws {
        try await administered(OAuthFixture(issuesTokens: false)) { call, browser in
            let people = try await browser.get("/admin/people").text
            #expect(!people.contains("/admin/keys") && !people.contains("/admin/applications"))
            for path in ["/admin/keys", "/admin/applications"] { #expect(try await browser.get(path).status == 404) }
        }
    }
}
