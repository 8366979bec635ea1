import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("The pages of teams and people") struct TeamPageTests {
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

    @Test("An admin changes roles and removes people, but not their own role, and cannot leave")
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
            #expect(try await browser.post("\(path)/leave", seal).status == 403)
            #expect(try await roles() == ["alice": .admin, "bob": .reader])
            _ = try await browser.submit(page, to: action, ["action": "remove"])
            #expect(try await roles() == ["alice": .admin])
        }
    }

    @Test("Only an administrator of the server sees its people, and disables others, not themself")
    func people() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            #expect(try await browser.get("/admin/people").status == 404)
            #expect(try await !browser.get("/teams").text.contains("/admin/people"))
            _ = try await fixture.server.users.edit("alice", isAdministrator: true)
            try await fixture.remember(call, ["Secret of bob"], as: "bob")
            let page = try await browser.get("/admin/people")
            #expect(page.status == 200 && page.text.contains("2 people") && page.text.contains("Disable bob"))
            #expect(!page.text.contains("Disable alice") && !page.text.contains("Secret"))
            let bob = Browser(call)
            try await bob.logIn("bob")
            let form = page.fields(of: "/admin/people/state")
            #expect(try await bob.post("/admin/people/state", form + [("state", "disabled")]).status == 403)
            let done = try await browser.post("/admin/people/state", form + [("state", "disabled")])
            #expect(done.location == "/admin/people")
            #expect(try await bob.get("/account").status == 303)
            #expect(try await call(.get, "/v1/working-memory", token: fixture.server.bob).status == 401)
            let again = try await browser.get("/admin/people")
            #expect(again.text.contains("bob is disabled") && again.text.contains("Enable bob"))
            _ = try await browser.submit(again, to: "/admin/people/state", ["state": "active"])
            #expect(try await fixture.server.users.user("bob").status == .active)
            let alice = fixture.oauth.alice.id.rawValue
            #expect(
                try await browser.post("/admin/people/state", form.replacing("person", with: alice)).status == 403
            )
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
