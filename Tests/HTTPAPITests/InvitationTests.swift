import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The pages of invitations") struct InvitationTests {
    private static let password = "correct horse battery"

    /// The path of a new invitation that alice makes.
    private func invite(
        _ fixture: PagesFixture,
        _ browser: Browser,
        _ fields: [String: String?] = [:]
    ) async throws -> String {
        let path = "/teams/\(fixture.team.id.rawValue)"
        let form: [String: String?] = ["note": "eve", "role": "reader", "days": "7"]
        let made = try await browser.submit(
            browser.get(path),
            to: "\(path)/invite",
            form.merging(fields) { _, new in new }
        )
        #expect(made.status == 303)
        let page = try await browser.get(path)
        let link = try #require(
            page.text.firstMatch(of: /<code class="secret">https:\/\/memory.example([^<]*)</)?.output.1
        )
        #expect(try await !browser.get(path).text.contains(link))
        return String(link)
    }

    private func roles(_ fixture: PagesFixture) async throws -> [String: Role] {
        let members = try await fixture.server.workspaces.members(of: fixture.team)
        return Dictionary(uniqueKeysWithValues: members.map { ($0.user.name, $0.role) })
    }

    /// Another person at a browser, with an account but not in the team.
    private func outsider(_ fixture: PagesFixture, _ call: Caller) async throws -> Browser {
        try await fixture.server.workspaces.removeMember(fixture.server.users.user("bob"), of: fixture.team)
        let browser = Browser(call)
        try await browser.logIn("bob")
        return browser
    }

    @Test("A person with an account joins once; the link leads back after a login")
    func joins() async throws {
        let fixture = try await PagesFixture(role: .admin)
        try await fixture.serve { (call, alice) async throws in
            let bob = try await outsider(fixture, call)
            let link = try await invite(fixture, alice)
            #expect(try await alice.get("/teams/\(fixture.team.id.rawValue)").text.contains("expires in 7 days"))
            let stranger = Browser(call)
            let shown = try await stranger.get(link)
            #expect(shown.text.contains("Log in to join") && !shown.text.contains("create an account"))
            #expect(shown.text.contains("invites you as <strong>reader</strong>"))
            #expect(shown.headers[.cacheControl] == "no-store")
            #expect(try await stranger.logIn("alice", destination: link).location == link)
            let page = try await bob.get(link)
            #expect(page.text.contains("You are <strong>bob</strong>"))
            let joined = try await bob.submit(page, to: link, ["action": "join"])
            #expect(joined.location == "/teams/\(fixture.team.id.rawValue)")
            #expect(try await bob.get(joined.location ?? "").text.contains("You joined the team crew."))
            #expect(try await roles(fixture) == ["alice": .admin, "bob": .reader])
            #expect(try await bob.get(link).status == 404)
            #expect(try await bob.submit(page, to: link, ["action": "join"]).status == 404)
            let log = fixture.server.log.text
            #expect(log.contains("invitation made") && log.contains("invitation accepted"))
            #expect(!log.contains(link.dropFirst("/join/".count)))
        }
    }

    @Test("Only admins of the team make and withdraw; a withdrawn link and an unknown one get the same response")
    func withdrawn() async throws {
        let fixture = try await PagesFixture(role: .admin)
        try await fixture.serve { (call, alice) async throws in
            let path = "/teams/\(fixture.team.id.rawValue)"
            let bob = Browser(call)
            try await bob.logIn("bob")
            let link = try await invite(fixture, alice)
            let theirs = try await bob.get(path)
            #expect(!theirs.text.contains("Invitations"))
            let seal = theirs.fields(of: "\(path)/leave").first { $0.0 == "seal" }?.1 ?? ""
            let id = try await alice.get(path).fields(of: "\(path)/withdraw").first { $0.0 == "invitation" }?.1 ?? ""
            let make = [("seal", seal), ("role", "admin"), ("days", "7")]
            #expect(try await bob.post("\(path)/invite", make).status == 403)
            #expect(try await bob.post("\(path)/withdraw", [("seal", seal), ("invitation", id)]).status == 403)
            let mine = try await alice.get(path)
            for wrong in [
                ["role": "king"], ["days": "0"], ["days": "91"], ["days": "x"],
                ["note": String(repeating: "x", count: 101)],
            ] {
                let form: [String: String?] = ["note": "", "role": "reader", "days": "7"]
                let answer = try await alice.submit(
                    mine,
                    to: "\(path)/invite",
                    form.merging(wrong.mapValues { Optional($0) }) { _, new in new }
                )
                #expect([400, 422].contains(answer.status), "\(wrong)")
            }
            let gone = try await alice.submit(mine, to: "\(path)/withdraw", [:])
            #expect(gone.location == path)
            let (old, none) = (try await bob.get(link), try await bob.get("/join/\(String(repeating: "A", count: 43))"))
            #expect(old.status == 404 && none.status == 404)
            #expect(old.text.contains("Invitation not found") && none.text.contains("Invitation not found"))
        }
    }

    @Test("A new person creates an account with an administrator's invitation only, and is logged in")
    func newPerson() async throws {
        let fixture = try await PagesFixture(role: .admin)
        try await fixture.serve { (call, alice) async throws in
            let plain = try await invite(fixture, alice, ["account": "yes"])
            let eve = Browser(call)
            let closed = try await eve.get(plain)
            #expect(!closed.text.contains("create an account"))
            let forced = [("action", "create"), ("username", "eve"), ("password", Self.password)]
            #expect(try await eve.post(plain, forced).status == 403)

            _ = try await fixture.server.users.edit("alice", isAdministrator: true)
            let link = try await invite(fixture, alice, ["account": "yes", "role": "member"])
            let page = try await eve.get(link)
            for (name, password, status, problem) in [
                ("eve", "short", 422, "at least 12"), ("bob", Self.password, 409, "Another user has this name."),
                ("", Self.password, 422, "id=\"problem\""),
            ] {
                let refused = try await eve.submit(page, to: link, ["username": name, "password": password])
                #expect(refused.status == status && refused.text.contains(problem), "\(name)")
                #expect(!refused.text.contains(password))
            }
            #expect(
                try await Browser(call).submit(page, to: link, ["username": "eve", "password": Self.password]).status
                    == 403
            )
            let made = try await eve.submit(page, to: link, ["username": "eve", "password": Self.password])
            #expect(made.location == "/teams/\(fixture.team.id.rawValue)")
            #expect(try await eve.get(made.location ?? "").text.contains("Your user name is eve."))
            #expect(try await roles(fixture)["eve"] == .member)
            let again = Browser(call)
            #expect(try await again.logIn("eve", password: Self.password).status == 303)
            let late = try await eve.submit(page, to: link, ["username": "mallory", "password": Self.password])
            #expect(late.status == 404)
        }
    }

    @Test("Links that lead nowhere are limited for each address")
    func limited() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            var statuses: Set<Int> = []
            for number in 0..<40 { statuses.insert(try await browser.get("/join/none\(number)").status) }
            #expect(statuses == [404, 429])
        }
    }
}
