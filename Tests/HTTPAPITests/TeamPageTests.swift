import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("The pages of teams, settings and paused applications") struct TeamPageTests {
    private func member(_ name: String, _ fixture: PagesFixture) async throws -> (path: String, id: String) {
        ("/teams/\(fixture.team.id.rawValue)/member", try await fixture.server.users.user(name).id.rawValue)
    }

    @Test("Members see a team and its people; a member has no forms but to leave; others get 404")
    func member() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            let path = "/teams/\(fixture.team.id.rawValue)"
            #expect(try await browser.get("/teams").text.contains("href=\"\(path)\">crew</a>"))
            let page = try await browser.get(path)
            #expect(page.text.contains("2 people") && !page.text.contains("name=\"role\""))
            let (action, bob) = try await member("bob", fixture)
            let form = page.fields(of: "\(path)/leave") + [("member", bob), ("action", "remove")]
            #expect(try await browser.post(action, form).status == 403)
            _ = try await fixture.server.users.add(name: "eve")
            let left = try await browser.submit(page, to: "\(path)/leave", [:])
            #expect(left.location == "/teams")
            #expect(try await browser.get(path).status == 404)
            #expect(try await browser.get("/teams").text.contains("You left the team crew."))
            #expect(try await browser.get("/teams/none").status == 404)
        }
    }

    @Test("An admin changes roles and removes people, but not their own role; the last admin cannot leave")
    func admin() async throws {
        let fixture = try await PagesFixture(role: .admin)
        try await fixture.serve { (call, browser) async throws in
            let path = "/teams/\(fixture.team.id.rawValue)"
            let page = try await browser.get(path)
            let (action, bob) = try await member("bob", fixture)
            let alice = fixture.oauth.alice.id.rawValue
            func roles() async throws -> [String: Role] {
                let members = try await fixture.server.workspaces.members(of: fixture.team)
                return Dictionary(uniqueKeysWithValues: members.map { ($0.user.name, $0.role) })
            }
            let changed = try await browser.submit(page, to: action, ["role": "reader", "action": "role"])
            #expect(changed.status == 303)
            #expect(try await roles() == ["alice": .admin, "bob": .reader])
            for wrong in [
                ["member": alice, "role": "reader"], ["member": bob, "role": "king"], ["member": "x", "role": "admin"],
            ] {
                let answer = try await browser.submit(page, to: action, wrong.mapValues { Optional($0) })
                #expect([400, 403, 404].contains(answer.status), "\(wrong)")
            }
            let seal = page.fields(of: action).first { $0.0 == "seal" }.map { [$0] } ?? []
            #expect(!page.text.contains("Leave the team"))
            #expect(try await browser.post("\(path)/leave", seal).status == 409)
            #expect(try await roles() == ["alice": .admin, "bob": .reader])
            _ = try await browser.submit(page, to: action, ["action": "remove"])
            #expect(try await roles() == ["alice": .admin])
            try await fixture.server.workspaces.setMember(
                fixture.server.users.user("bob"),
                of: fixture.team,
                role: .admin
            )
            let left = try await browser.submit(browser.get(path), to: "\(path)/leave", [:])
            #expect(left.location == "/teams")
            #expect(try await roles() == ["bob": .admin])
        }
    }

    @Test("Only administrators of the server create teams, and are their first admins; a refused form keeps the name")
    func create() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            let plain = try await browser.get("/teams/\(fixture.team.id.rawValue)")
            #expect(try await !browser.get("/teams").text.contains("Create team"))
            let seal = plain.fields(of: "/teams/\(fixture.team.id.rawValue)/leave").filter { $0.0 == "seal" }
            let form = [("name", "<ops>"), ("privacy", "shared")]
            #expect(try await browser.post("/teams", seal + form).status == 403)
            #expect(try await browser.post("/teams", form).status == 403)
            _ = try await fixture.server.users.edit("alice", isAdministrator: true)
            let page = try await browser.get("/teams")
            let taken = try await browser.submit(page, to: "/teams", ["name": "Crew", "privacy": "shared"])
            #expect(taken.status == 409 && taken.text.contains("value=\"Crew\""))
            let long = String(repeating: "x", count: 300)
            let refused = try await browser.submit(page, to: "/teams", ["name": long, "privacy": "shared"])
            #expect(refused.status == 422 && refused.text.contains(long))
            #expect(try await browser.submit(page, to: "/teams", ["name": "ops", "privacy": "open"]).status == 400)
            let fields: [String: String?] = ["name": " ops ", "privacy": "private"]
            let made = try await browser.submit(page, to: "/teams", fields)
            let team = try await browser.get(made.location ?? "")
            #expect(team.text.contains("The team ops is created.") && team.text.contains("Create invitation"))
            #expect(try await fixture.server.workspaces.workspace("ops").privacy == .privatePerUser)
        }
    }

    @Test("An administrator sees settings, their sources and defaults, and no secret")
    func settings() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (_, browser) async throws in
            #expect(try await browser.get("/admin/settings").status == 404)
            _ = try await fixture.server.users.edit("alice", isAdministrator: true)
            let page = try await browser.get("/admin/settings").text
            #expect(page.contains("1 of 2") && page.contains("secret, set") && !page.contains("http.port"))
            #expect(page.contains("&lt;in the database&gt;") && !page.contains("very secret"))
            let all = try await browser.get("/admin/settings?show=all").text
            #expect(all.contains("2 of 2") && all.contains("<code>8000</code>"))
            let found = try await browser.get("/admin/settings?q=TCP").text
            #expect(found.contains("http.port") && !found.contains("keyEncryption"))
        }
    }

    @Test("A paused application is refused until it is resumed; only its person can pause it")
    func pause() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            let application = try await ClientApplication(call, ["client_name": "Nice App"])
            let answer = try await application.redeem(application.code(as: "alice"))
            let token = try #require(answer.json["access_token"]?.string)
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 200)
            let list = try await browser.get("/applications")
            let form = list.fields(of: "/pause")
            let bob = Browser(call)
            try await bob.logIn("bob")
            #expect(try await bob.post("/pause", form).status == 403)
            #expect(try await browser.post("/pause", form + [("action", "pause")]).location == "/applications")
            let refused = try await call(.get, "/v1/working-memory", token: token)
            #expect(refused.status == 403 && refused.text.contains("paused"), "\(refused.text)")
            let page = try await browser.get("/applications")
            #expect(page.text.contains("It is paused") && page.text.contains("Resume Nice App"))
            _ = try await browser.submit(page, to: "/pause", ["action": "resume"])
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 200)
        }
    }

    @Test("An application has a page; one that only another person let in is 404")
    func application() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            let application = try await ClientApplication(call, ["client_name": "<b>Nice</b> App"])
            _ = try await application.redeem(application.code(as: "alice"))
            let list = try await browser.get("/applications")
            #expect(list.text.contains("&lt;b&gt;Nice") && !list.text.contains("<b>Nice"))
            let page = try await browser.get("/applications/\(application.id)")
            #expect(page.status == 200 && page.text.contains("Search and read your memories"))
            let bob = Browser(call)
            try await bob.logIn("bob")
            #expect(try await bob.get("/applications/\(application.id)").status == 404)
            #expect(try await bob.get("/applications").text.contains("None yet"))
            let done = try await browser.submit(page, to: "/disconnect", [:])
            #expect(done.location == "/applications")
            #expect(try await browser.get("/applications").text.contains("It is disconnected"))
        }
    }
}
