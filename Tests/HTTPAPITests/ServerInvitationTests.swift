import Authorization
import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Invitations to the server") struct ServerInvitationTests {
    private static let password = "correct horse battery"
    private static let people = "/admin/people"

    /// The path of a new invitation that alice makes.
    private func invite(_ browser: Browser, note: String = "eve") async throws -> String {
        let form: [String: String?] = ["note": note, "days": "7"]
        let made = try await browser.submit(browser.get(Self.people), to: "\(Self.people)/invite", form)
        #expect(made.location == Self.people)
        let page = try await browser.get(Self.people)
        let link = try #require(
            page.text.firstMatch(of: /<code class="secret">https:\/\/memory.example([^<]*)</)?.output.1
        )
        #expect(try await !browser.get(Self.people).text.contains(link))
        return String(link)
    }

    private func administered(_ body: @Sendable (PagesFixture, Caller, Browser) async throws -> Void) async throws {
        let fixture = try await PagesFixture()
        _ = try await fixture.server.users.edit("alice", isAdministrator: true)
        try await fixture.serve { (call, browser) async throws in try await body(fixture, call, browser) }
    }

    @Test("A new person creates an account once, without a team; people with an account cannot use it")
    func newPerson() async throws {
        try await administered { fixture, call, alice in
            let link = try await invite(alice, note: "<eve>")
            #expect(try await alice.get(Self.people).text.contains("&lt;eve&gt;"))
            let bob = Browser(call)
            try await bob.logIn("bob")
            let theirs = try await bob.get(link)
            #expect(theirs.text.contains("have an account already") && !theirs.text.contains("name=\"username\""))
            let (eve, late) = (Browser(call), Browser(call))
            let (page, other) = (try await eve.get(link), try await late.get(link))
            #expect(page.text.contains("Create your account") && page.text.contains("alice invites you"))
            let account: [String: String?] = ["username": "eve", "password": Self.password]
            #expect(try await bob.submit(page, to: link, account).status == 403)
            let made = try await eve.submit(page, to: link, account)
            #expect(made.location == "/")
            #expect(try await eve.get("/").text.contains("Your account is ready. Your user name is eve."))
            #expect(try await !fixture.server.users.user("eve").isAdministrator)
            let memberships = try await fixture.server.users.memberships(of: fixture.server.users.user("eve"))
            #expect(memberships.map(\.workspace.kind) == [.personal])
            #expect(
                try await late.submit(other, to: link, account.merging(["username": "mallory"]) { $1 }).status == 404
            )
            #expect(try await eve.get(link).status == 404)
            #expect(!fixture.server.log.text.contains(link.dropFirst("/join/".count)))
        }
    }

    @Test("A withdrawn link and one of a former administrator no longer work")
    func gone() async throws {
        try await administered { fixture, call, alice in
            let (first, second) = (try await invite(alice), try await invite(alice))
            let page = try await alice.get(Self.people)
            let bob = Browser(call)
            try await bob.logIn("bob")
            let form = page.fields(of: "\(Self.people)/withdraw")
            #expect(try await bob.post("\(Self.people)/withdraw", form).status == 403)
            #expect(try await alice.post("\(Self.people)/withdraw", form).location == Self.people)
            let open = [try await bob.get(first).status, try await bob.get(second).status]
            #expect(open.sorted() == [200, 404])
            _ = try await fixture.server.users.edit("bob", isAdministrator: true)
            _ = try await fixture.server.users.edit("alice", isAdministrator: false)
            for link in [first, second] { #expect(try await Browser(call).get(link).status == 404) }
            let invite = page.fields(of: "\(Self.people)/invite") + [("days", "7")]
            #expect(try await alice.post("\(Self.people)/invite", invite).status == 404)
        }
    }

    @Test("The form refuses wrong days and long notes", arguments: [("0", 1), ("91", 1), ("x", 1), ("7", 101)])
    func wrong(days: String, length: Int) async throws {
        try await administered { _, _, alice in
            let form: [String: String?] = ["note": String(repeating: "x", count: length), "days": days]
            let answer = try await alice.submit(alice.get(Self.people), to: "\(Self.people)/invite", form)
            #expect([400, 422].contains(answer.status))
            #expect(try await !alice.get(Self.people).text.contains("code class=\"secret\""))
        }
    }

    @Test("Where people log in through a provider only, there are no such invitations")
    func providersOnly() async throws {
        let oauth = try await OAuthFixture(localLogin: false)
        _ = try await oauth.server.users.edit("alice", isAdministrator: true)
        let sessions = BrowserSessions(store: oauth.server.stores.authorization.sessions, random: oauth.server.random)
        let cookie = try await sessions.begin(for: oauth.alice, userAgent: nil, at: oauth.server.clock.now())
        try await oauth.serve { (call) async throws in
            let browser = Browser(call)
            let line = BrowserCookies(isSecure: true).setSession(cookie, lifetime: .seconds(60))
            browser.set(String(line.prefix { $0 != "=" }), to: cookie.reveal())
            let page = try await browser.get(Self.people)
            #expect(page.status == 200 && !page.text.contains("Create invitation"))
        }
    }
}
