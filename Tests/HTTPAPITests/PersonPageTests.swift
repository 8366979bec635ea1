import Authorization
import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The page of a person, for administrators") struct PersonPageTests {
    private func administered(_ body: @Sendable (PagesFixture, Caller, Browser, String) async throws -> Void)
        async throws
    {
        let fixture = try await PagesFixture()
        _ = try await fixture.server.users.edit("alice", isAdministrator: true)
        let path = "/admin/person/\(try await fixture.server.users.user("bob").id.rawValue)"
        try await fixture.serve { (call, browser) async throws in try await body(fixture, call, browser, path) }
    }

    @Test("Administrators see people and what acts for them, never a memory; nobody else does")
    func seen() async throws {
        try await administered { fixture, call, browser, path in
            try await fixture.remember(call, ["Secret of bob"], as: "bob")
            let bob = Browser(call)
            try await bob.logIn("bob")
            let list = try await browser.get("/admin/people").text
            #expect(list.contains("2 people") && list.contains("href=\"\(path)\""))
            let page = try await browser.get(path)
            #expect(page.text.contains("crew") && page.text.contains("End the session"))
            #expect(page.text.contains("Revoke the token") && !page.text.contains("Secret"))
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(try await browser.get("/admin/person/none").status == 404)
            for path in [path, "/admin/people"] { #expect(try await bob.get(path).status == 404) }
            let stolen = page.fields(of: "\(path)/state") + [("state", "administrator")]
            #expect(try await bob.post("\(path)/state", stolen).status == 403)
            #expect(try await !fixture.server.users.user("bob").isAdministrator)
        }
    }

    @Test("A person is erased after their name is typed, with a receipt; nobody finds anything of them")
    func erased() async throws {
        try await administered { fixture, call, browser, path in
            try await fixture.remember(call, ["Secret of bob"], as: "bob")
            let bob = Browser(call)
            try await bob.logIn("bob")
            let page = try await browser.get(path)
            let wrong = try await browser.submit(page, to: "\(path)/erase", ["confirm": "bo"])
            #expect(wrong.status == 422 && wrong.text.contains("Nothing was erased"), "\(wrong.text)")
            #expect(try await bob.get("/account").status == 200)
            let receipt = try await browser.submit(page, to: "\(path)/erase", ["confirm": " bob "])
            #expect(receipt.status == 200 && receipt.text.contains("bob is erased"), "\(receipt.text)")
            #expect(
                receipt.text.contains(path.dropFirst("/admin/person/".count))
                    && receipt.text.contains("Backups made before")
            )
            #expect(try await bob.get("/account").status == 303)
            #expect(try await call(.get, "/v1/working-memory", token: fixture.server.bob).status == 401)
            #expect(try await browser.get(path).status == 404)
            // One's own account is not erased here.
            let own = "/admin/person/\(fixture.oauth.alice.id.rawValue)"
            let form = page.fields(of: "\(path)/erase") + [("confirm", "alice")]
            #expect(try await browser.post("\(own)/erase", form).status == 403)
        }
    }

    @Test("A disabled person cannot log in or call, until enabled again")
    func disabled() async throws {
        try await administered { fixture, call, browser, path in
            let bob = Browser(call)
            try await bob.logIn("bob")
            let page = try await browser.get(path)
            let done = try await browser.submit(page, to: "\(path)/state", ["state": "disabled"])
            #expect(done.location == path)
            #expect(try await bob.get("/account").status == 303)
            #expect(try await call(.get, "/v1/working-memory", token: fixture.server.bob).status == 401)
            let again = try await browser.get(path)
            #expect(again.text.contains("bob is disabled") && again.text.contains("Enable bob"))
            _ = try await browser.submit(again, to: "\(path)/state", ["state": "active"])
            #expect(try await fixture.server.users.user("bob").status == .active)
        }
    }

    @Test("A person is logged out everywhere: session, API tokens, applications")
    func loggedOut() async throws {
        try await administered { fixture, call, browser, path in
            let bob = Browser(call)
            try await bob.logIn("bob")
            #expect(try await call(.get, "/v1/working-memory", token: fixture.server.bob).status == 200)
            let done = try await browser.submit(browser.get(path), to: "\(path)/logout", [:])
            #expect(done.location == path)
            #expect(try await browser.get(path).text.contains("bob is logged out everywhere: 1 session"))
            #expect(try await bob.get("/account").status == 303)
            #expect(try await call(.get, "/v1/working-memory", token: fixture.server.bob).status == 401)
            #expect(try await bob.logIn("bob").status == 303)
        }
    }

    @Test("One session, token or application ends alone; those of somebody else stay")
    func one() async throws {
        try await administered { fixture, call, browser, path in
            let (bob, other) = (Browser(call), Browser(call))
            for each in [bob, other] { try await each.logIn("bob") }
            let application = try await ClientApplication(call, ["client_name": "<b>Nice</b> App"])
            let token = try #require(
                try await application.redeem(application.code(as: "bob")).json["access_token"]?.string
            )
            func end(_ what: String, _ id: String?) async throws -> Int {
                let page = try await browser.get(path)
                let mark = "value=\"\(what)\"><input type=\"hidden\" name=\"id\" value=\""
                let start = page.text.firstRange(of: mark)?.upperBound ?? page.text.endIndex
                let id = id ?? String(page.text[start...].prefix { $0 != "\"" })
                return try await browser.submit(page, to: "\(path)/end", ["what": what, "id": id]).status
            }
            let person = try await fixture.server.users.user("bob")
            func sessions() async throws -> Int {
                let store = fixture.server.stores.authorization.sessions
                return try await store.sessions(of: person.id, at: fixture.server.clock.now()).count
            }
            let page = try await browser.get(path).text
            #expect(try await sessions() == 3)
            #expect(page.contains("&lt;b&gt;Nice") && !page.contains("<b>Nice"))
            #expect(try await end("session", nil) == 303)
            #expect(try await sessions() == 2)
            for _ in 0..<2 { #expect(try await end("session", nil) == 303) }
            for each in [bob, other] { #expect(try await each.get("/account").status == 303) }
            #expect(try await end("application", nil) == 303)
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 401)
            #expect(try await call(.get, "/v1/working-memory", token: fixture.server.bob).status == 200)
            #expect(try await end("token", nil) == 303)
            #expect(try await call(.get, "/v1/working-memory", token: fixture.server.bob).status == 401)

            try await bob.logIn("bob")
            let mine = try await fixture.server.stores.identity.apiTokens.tokens(
                withPrefix: "",
                of: fixture.oauth.alice.id
            )
            #expect(try await end("token", mine[0].id.rawValue) == 404)
            #expect(try await call(.get, "/v1/working-memory", token: fixture.server.alice).status == 200)
            let login = try await fixture.server.stores.authorization.sessions.sessions(
                of: fixture.oauth.alice.id,
                at: fixture.server.clock.now()
            )
            #expect(try await end("session", login[0].id.rawValue) == 303)
            #expect(try await browser.get("/account").status == 200)
            #expect(try await end("everything", "x") == 400)
        }
    }

    @Test("Another person is made administrator and back; nobody changes themself")
    func administrators() async throws {
        try await administered { fixture, call, browser, path in
            let bob = Browser(call)
            try await bob.logIn("bob")
            let page = try await browser.get(path)
            _ = try await browser.submit(page, to: "\(path)/state", ["state": "administrator"])
            #expect(try await bob.get("/admin/people").status == 200)
            let own = "/admin/person/\(fixture.oauth.alice.id.rawValue)"
            let mine = try await browser.get(own).text
            #expect(mine.contains("This is you.") && !mine.contains("<form method=\"post\" action=\"\(own)"))
            // The seal of another page does not fit, and one for it would not help.
            #expect(try await browser.post("\(own)/state", page.fields(of: "\(path)/state")).status == 403)
            let theirs = try await bob.get(own)
            _ = try await browser.submit(browser.get(path), to: "\(path)/state", ["state": "person"])
            #expect(try await bob.get("/admin/people").status == 404)
            // A form that was opened while bob was an administrator.
            #expect(try await bob.submit(theirs, to: "\(own)/state", ["state": "disabled"]).status == 404)
            #expect(try await fixture.server.users.user("alice").status == .active)
        }
    }
}
