import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The pages of administration") struct AdministrationTests {
    @Test("Everyone but an administrator gets 404 at each page and form")
    func others() async throws {
        let fixture = try await PagesFixture(role: .admin)
        try await fixture.serve { (call, browser) async throws in
            for path in ["/admin/people", "/admin/settings", "/admin/health", "/admin/token"] {
                #expect(try await browser.get(path).status == 404, "\(path)")
                #expect(try await Browser(call).get(path).status == 303, "\(path)")
            }
            #expect(try await browser.post("/admin/token", [("token", "x")]).status == 403)
            #expect(try await browser.post("/admin/people/logins", [("person", "x")]).status == 403)
        }
    }

    @Test("Health shows problems first and the figures")
    func health() async throws {
        let fixture = try await PagesFixture()
        _ = try await fixture.server.users.edit("alice", isAdministrator: true)
        try await fixture.serve { (call, browser) async throws in
            let page = try await browser.get("/admin/health").text
            #expect(page.contains("1 problem found.") && page.contains("issuer &lt;okta&gt;"))
            #expect(page.contains("<dd>5 MiB</dd>") && page.contains("<dd>2</dd>") && page.contains("<dd>1.2.3</dd>"))
            let places = ["has no keys", "keyword search only</p>", "can be opened"].map {
                page.firstRange(of: $0)?.lowerBound
            }
            #expect(
                places == places.sorted { ($0 ?? page.startIndex) < ($1 ?? page.startIndex) } && !places.contains(nil)
            )
        }
    }

    @Test("A checked token is explained, and is neither on the page nor in the log")
    func token() async throws {
        let fixture = try await PagesFixture()
        _ = try await fixture.server.users.edit("alice", isAdministrator: true)
        try await fixture.serve { (call, browser) async throws in
            let form = try await browser.get("/admin/token")
            let token = TestIssuer.token(["iss": "https://idp.example", "sub": "<carol>"])
            let page = try await browser.submit(form, to: "/admin/token", ["token": "Bearer \(token)"])
            #expect(
                page.status == 200 && page.text.contains("https://idp.example") && page.text.contains("&lt;carol&gt;")
            )
            let parts = token.split(separator: ".").map(String.init)
            for part in parts { #expect(!page.text.contains(part) && !fixture.server.log.text.contains(part)) }
            let none = try await browser.submit(form, to: "/admin/token", ["token": "not a token"])
            #expect(none.status == 200 && !none.text.contains("not a token"))
            #expect(page.headers[.cacheControl] == "no-store")
        }
    }

    @Test("An administrator logs a person out everywhere: session, API tokens, applications; not themself")
    func logins() async throws {
        let fixture = try await PagesFixture()
        _ = try await fixture.server.users.edit("alice", isAdministrator: true)
        try await fixture.serve { (call, browser) async throws in
            let bob = Browser(call)
            try await bob.logIn("bob")
            #expect(try await call(.get, "/v1/working-memory", token: fixture.server.bob).status == 200)
            let page = try await browser.get("/admin/people")
            let done = try await browser.submit(page, to: "/admin/people/logins", [:])
            #expect(done.location == "/admin/people")
            #expect(try await browser.get("/admin/people").text.contains("bob is logged out everywhere: 1 session"))
            #expect(try await bob.get("/account").status == 303)
            #expect(try await call(.get, "/v1/working-memory", token: fixture.server.bob).status == 401)
            #expect(try await bob.logIn("bob").status == 303)
            let alice = fixture.oauth.alice.id.rawValue
            #expect(try await browser.submit(page, to: "/admin/people/logins", ["person": alice]).status == 403)
            #expect(try await browser.get("/account").status == 200)
        }
    }
}
