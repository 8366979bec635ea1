import Base
import HTTPTypes
import Identity
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("An application's page, and undoing what it wrote") struct ApplicationPageTests {
    /// An application that alice let in, with its access token and the path of its page.
    private struct Guest {
        let token: String
        let path: String

        init(_ call: Caller, _ browser: Browser, name: String = "Nice App") async throws {
            let application = try await ClientApplication(call, ["client_name": .string(name)])
            let answer = try await application.redeem(application.code(as: "alice"))
            token = try #require(answer.json["access_token"]?.string)
            let list = try await browser.get("/applications").text
            path = String(try #require(list.firstMatch(of: /href="(\/applications\/[^"]+)"/)?.output.1))
        }

        func write(_ call: Caller, _ id: String, _ text: String) async throws {
            let memory: JSONValue = ["id": .string(id), "text": .string(text)]
            let answer = try await call(
                .post,
                "/v1/long-term-memory",
                token: token,
                json: ["memories": .array([memory])]
            )
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    @Test("The page shows what it read and wrote in 30 days, to its person only")
    func use() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            let guest = try await Guest(call, browser, name: "<b>Nice</b> App")
            try await guest.write(call, "a", "<script>alert(1)</script> likes tea")
            try await guest.write(call, "b", "Likes coffee")
            _ = try await call(.get, "/v1/long-term-memory/a", token: guest.token)
            try await fixture.server.memories.upkeep.writeEvents()
            let page = try await browser.get(guest.path)
            #expect(page.status == 200 && !page.withoutOwnScript.contains("<script") && !page.text.contains("<b>Nice"))
            #expect(page.text.contains("<dd>2<small>2 today</small>") && page.text.contains("<dd>1<small>1 today"))
            #expect(page.text.contains("Memories written a day over 30 days: 2 in all, at most 2"))
            #expect(page.text.contains("Wrote a memory") && page.text.contains("Read a memory"))
            #expect(page.text.contains("&lt;script&gt;alert(1)") && page.text.contains("<a href=\"/activity?app="))
            #expect(page.headers[.contentSecurityPolicy]?.contains("script-src 'self'") == true)
            let bob = Browser(call)
            try await bob.logIn("bob")
            for path in [guest.path, "\(guest.path)/undo", "\(guest.path)/undo?since=always"] {
                let answer = try await bob.get(path)
                #expect(answer.status == 404 && !answer.text.contains("likes tea"), "\(path)")
            }
        }
    }

    @Test("A dry run shows each outcome and changes nothing; undoing does that in one step; a day brings it back")
    func undo() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Reviews by Bob"])
            let guest = try await Guest(call, browser)
            fixture.server.clock.advance(by: .seconds(60))
            try await guest.write(call, "alice-0", "Reviews by nobody <i>")
            try await guest.write(call, "new", "Prefers pnpm")
            try await guest.write(call, "edited", "Wants examples")
            let form = try await browser.get("/memories/edited/edit")
            let mine: [String: String?] = ["text": "Wants short examples", "kind": "semantic"]
            #expect(try await browser.submit(form, to: "/memories/edited/edit", mine).status == 303)

            let action = "\(guest.path)/undo"
            #expect(try await !browser.get(action).text.contains("What would happen</h2>"))
            let plan = try await browser.get("\(action)?since=always")
            #expect(plan.text.contains("1 memory goes back to a former version, 1 memory is deleted, 1 memory stays"))
            #expect(plan.text.contains("back to version 1") && plan.text.contains("<bdi>Reviews by Bob</bdi>"))
            #expect(plan.text.contains("somebody else changed it later") && plan.text.contains("Undo 2 changes"))
            #expect(plan.text.contains("Reviews by nobody &lt;i&gt;") && !plan.text.contains("<i>"))
            #expect(try await browser.get("/memories/new").status == 200)

            let done = try await browser.submit(plan, to: action, ["pause": "yes"])
            #expect(done.status == 303 && done.location == guest.path, "\(done.text)")
            let page = try await browser.get(guest.path)
            #expect(page.text.contains("2 changes are undone.") && page.text.contains("Resume Nice App"))
            #expect(page.text.contains("1 memory as before, 1 memory deleted"))
            #expect(try await browser.get("/memories/new").status == 404)
            #expect(try await browser.get("/memories/alice-0").text.contains("lead\" dir=\"auto\">Reviews by Bob</p>"))
            #expect(try await browser.get("/memories/edited").text.contains("Wants short examples"))
            #expect(try await call(.get, "/v1/long-term-memory/edited", token: guest.token).status == 403)
            #expect(try await browser.get("\(action)?since=always").text.contains("2 memories stay as they are."))

            let back = "\(guest.path)/take-back"
            #expect(try await browser.submit(page, to: back, [:]).location == guest.path)
            #expect(try await browser.get(guest.path).text.contains("2 memories are again as Nice App left them."))
            #expect(try await browser.get("/memories/new").status == 200)
            #expect(try await browser.submit(page, to: back, [:]).status == 404)
        }
    }

    @Test("Undoing begins at the chosen moment, and an unreadable one is explained")
    func moment() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            let guest = try await Guest(call, browser)
            try await guest.write(call, "before", "Before")
            fixture.server.clock.advance(by: .seconds(3_600))
            let moment = fixture.server.clock.now().description
            let (day, time) = (moment.prefix(10), moment.dropFirst(11).prefix(5))
            try await guest.write(call, "after", "After")
            let plan = try await browser.get("\(guest.path)/undo?since=\(day)&time=\(Percent.encode(String(time)))")
            #expect(plan.text.contains("Undo 1 change<") && plan.text.contains("<bdi>After</bdi>"), "\(plan.text)")
            #expect(!plan.text.contains("<bdi>Before</bdi>"))
            _ = try await browser.submit(plan, to: "\(guest.path)/undo", [:])
            #expect(try await browser.get("/memories/after").status == 404)
            #expect(try await browser.get("/memories/before").status == 200)
            let none = try await browser.get("\(guest.path)/undo?since=yesterday")
            #expect(none.status == 200 && none.text.contains("Write the day as 2026-11-29"))
        }
    }

    @Test("Forms of another person, of another moment, without a seal, or from another site undo nothing")
    func forged() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            let guest = try await Guest(call, browser)
            try await guest.write(call, "new", "Prefers pnpm")
            let action = "\(guest.path)/undo"
            let form = try await browser.get("\(action)?since=2020-01-01").fields(of: action)
            #expect(form.count == 3)
            let bob = Browser(call)
            try await bob.logIn("bob")
            #expect(try await bob.post(action, form).status == 403)
            #expect(try await browser.post(action, form.replacing("seal", with: nil)).status == 403)
            #expect(try await browser.post(action, form.replacing("since", with: "always")).status == 403)
            #expect(try await browser.post(action, form, headers: [.origin: "https://evil.example"]).status == 403)
            #expect(try await browser.post("/applications/none/undo", form).status == 403)
            #expect(try await browser.get("/memories/new").status == 200)
        }
    }

    @Test("All registrations of one application are undone together")
    func registrations() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Mine"])
            for text in ["By the first", "By the second"] {
                fixture.server.clock.advance(by: .seconds(1))
                let guest = try await Guest(call, browser)
                try await guest.write(call, "alice-0", text)
            }
            let path = try await Guest(call, browser).path
            let plan = try await browser.get("\(path)/undo?since=always")
            #expect(plan.text.contains("back to version 1") && plan.text.contains("<bdi>Mine</bdi>"), "\(plan.text)")
            _ = try await browser.submit(plan, to: "\(path)/undo", [:])
            #expect(try await browser.get("/memories/alice-0").text.contains("lead\" dir=\"auto\">Mine</p>"))
        }
    }

    @Test("An API token has such a page, and can be undone; a reader of a team cannot undo")
    func token() async throws {
        let fixture = try await PagesFixture(role: .reader)
        try await fixture.serve { (call, browser) async throws in
            let secret = try await fixture.server.token(of: "alice", scopes: .write)
            let answer = try await call(
                .post,
                "/v1/long-term-memory",
                token: secret,
                json: ["memories": [["id": "t", "text": "By a script"]]]
            )
            #expect(answer.status == 200)
            let alice = try await fixture.server.users.user("alice")
            let tokens = try await fixture.server.stores.identity.apiTokens.tokens(withPrefix: "", of: alice.id)
            let token = try #require(tokens.max { $0.createdAt < $1.createdAt || $0.id.rawValue < $1.id.rawValue })
            let path = "/applications/\(token.id.rawValue)"
            let page = try await browser.get(path)
            #expect(
                page.status == 200 && page.text.contains("An API token: <code>")
                    && page.text.contains("<dd>read and write</dd>") && !page.text.contains(secret)
            )
            let plan = try await browser.get("\(path)/undo?since=always")
            #expect(plan.status == 200 && plan.text.contains("<h1>Undo what <bdi>Token “test”</bdi> wrote</h1>"))
            let bob = Browser(call)
            try await bob.logIn("bob")
            #expect(try await bob.get(path).status == 404)

            let mint = try await fixture.server.token(of: "alice", in: fixture.team.id, scopes: .read)
            #expect(!mint.isEmpty)
            let known = Set(tokens.map(\.id))
            let added = try await fixture.server.stores.identity.apiTokens.tokens(withPrefix: "", of: alice.id)
            let reading = try #require(added.first { !known.contains($0.id) })
            let place = "/applications/\(reading.id.rawValue)"
            #expect(try await !browser.get(place).text.contains("Undo…"))
            #expect(try await browser.get("\(place)/undo?since=always").status == 403)
        }
    }
}
