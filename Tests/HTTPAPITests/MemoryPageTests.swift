import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The page of a memory") struct MemoryPageTests {
    private static let hostile = "<script>alert(1)</script> \"'& {{seal}} \u{202e}</textarea><b>"

    @Test("The person sees it whole and escaped; others and ids that nobody has get 404", arguments: ["bob", "nobody"])
    func one(name: String) async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, [Self.hostile], more: ["topics": ["a&b"], "entities": ["<i>"]])
            for path in ["/memories/alice-0", "/memories/alice-0/edit", "/memories/alice-0/delete"] {
                let page = try await browser.get(path)
                #expect(page.status == 200 && !page.withoutOwnScript.contains("<script"), "\(path)")
                #expect(!page.text.contains("<b>") && !page.text.contains("<i>"), "\(path)")
                #expect(Answer.unescaped(page.text).contains("alert(1)</script> \"'& {{seal}}"), "\(path)")
            }
            let other = Browser(call)
            try await other.logIn("bob")
            let id = name == "bob" ? "alice-0" : "none"
            for path in ["", "/edit", "/delete"] {
                let answer = try await other.get("/memories/\(id)\(path)")
                #expect(answer.status == 404 && !answer.text.contains("alert(1)"), "\(path)")
            }
        }
    }

    @Test("Ids may hold any character", arguments: ["a/b", "new", "ü %2F?#", "edit"])
    func ids(id: String) async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["A text"], more: ["id": .string(id)])
            let list = try await browser.get("/memories")
            let path = try #require(list.text.firstMatch(of: /class="cover" href="([^"]+)"/)?.output.1)
            let page = try await browser.get(String(path))
            #expect(page.status == 200 && page.text.contains("A text"))
            let form = try await browser.get("\(path)/edit")
            let saved = try await browser.submit(
                form,
                to: "\(path)/edit",
                ["text": "Another text", "kind": "semantic"]
            )
            #expect(saved.status == 303 && saved.location == "\(path)#versions")
            #expect(try await browser.get(String(path)).text.contains("Another text"))
        }
    }

    @Test("A change is saved; one based on an older state shows both texts and is saved the second time")
    func conflict() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Deploys on Tuesday"])
            let form = try await browser.get("/memories/alice-0/edit")
            fixture.server.clock.advance(by: .seconds(5))
            let theirs = try await call(
                .patch,
                "/v1/long-term-memory/alice-0",
                token: fixture.server.alice,
                json: ["text": "Deploys on Friday"]
            )
            #expect(theirs.status == 200)
            let mine: [String: String?] = ["text": "Deploys on Thursday", "kind": "semantic"]
            let conflict = try await browser.submit(form, to: "/memories/alice-0/edit", mine)
            #expect(conflict.status == 409 && conflict.text.contains(">Deploys on Thursday</textarea>"))
            #expect(conflict.text.contains("readonly dir=\"auto\">Deploys on Friday</textarea>"))
            #expect(try await browser.get("/memories/alice-0").text.contains("Deploys on Friday"))
            let saved = try await browser.submit(conflict, to: "/memories/alice-0/edit", mine)
            #expect(saved.status == 303)
            let page = try await browser.get("/memories/alice-0")
            #expect(page.text.contains("Deploys on Thursday") && page.text.contains("The change is saved."))
            #expect(page.text.contains("<dt>Changed</dt>"))
        }
    }

    @Test("Versions show who wrote what and the difference; a former one comes back, and that can be undone")
    func versions() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Deploys on Tuesday <b>"])
            let first = try await browser.get("/memories/alice-0")
            #expect(!first.text.contains("id=\"versions\"") && first.text.contains("Token “test”"))
            let form = try await browser.get("/memories/alice-0/edit")
            let fields: [String: String?] = ["text": "Deploys on Thursday <b>", "kind": "semantic"]
            _ = try await browser.submit(form, to: "/memories/alice-0/edit", fields)
            let page = try await browser.get("/memories/alice-0")
            #expect(page.text.contains("<del>Tuesday </del><ins>Thursday </ins>&lt;b&gt;"), "\(page.text)")
            #expect(page.text.contains("2 versions") && page.text.contains("These pages"))
            let action = "/memories/alice-0/restore"
            let bob = Browser(call)
            try await bob.logIn("bob")
            let bobs = try await bob.get("/new-memory").fields(of: "/memories").first { $0.0 == "seal" }?.1
            #expect(try await bob.post(action, page.fields(of: action).replacing("seal", with: bobs)).status == 404)
            #expect(try await browser.submit(page, to: action, ["version": "9"]).status == 404)
            #expect(try await browser.submit(page, to: action, ["version": "x"]).status == 400)
            let back = try await browser.submit(page, to: action, [:])
            #expect(back.location == "/memories/alice-0#versions")
            let after = try await browser.get("/memories/alice-0")
            #expect(after.text.contains("Version 1 is back.") && after.text.contains("3 versions"))
            #expect(after.text.contains("memory-lead\" dir=\"auto\">Deploys on Tuesday &lt;b&gt;</p>"))
        }
    }

    @Test(
        "The difference of two texts is shown word by word",
        arguments: [
            ("a b c", "a x c", "a -b +x c"), ("", "new", "+new"), ("old", "", "-old"), ("same", "same", "same"),
            ("a b", "a b c", "a -b+b c"), ("x y z", "z", "-x y z"),
        ]
    )
    func difference(old: String, new: String, shown: String) {
        let runs = TextDiff(new, from: old).runs
        #expect(runs.map { ($0.isAdded ? "+" : $0.isRemoved ? "-" : "") + $0.text }.joined() == shown)
        #expect(runs.filter { !$0.isRemoved }.map(\.text).joined() == new)
        #expect(runs.filter { !$0.isAdded }.map(\.text).joined() == old)
    }

    @Test("Forms of another person, without a seal, or from another site change nothing")
    func forged() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Mine"])
            let bob = Browser(call)
            try await bob.logIn("bob")
            for (path, page) in [
                ("/memories/alice-0/edit", ""), ("/memories/alice-0/delete", ""), ("/memories/alice-0/pin", "x"),
            ] {
                let shown = try await browser.get(page.isEmpty ? path : "/memories/alice-0")
                let form = shown.fields(of: path).replacing("pinned", with: "yes") + [("text", "Changed")]
                #expect(try await browser.post(path, form.replacing("seal", with: nil)).status == 403, "\(path)")
                #expect(try await bob.post(path, form).status == 403, "\(path)")
                #expect(try await browser.post(path, form, headers: [.origin: "https://evil.example"]).status == 403)
                let bobs = try await bob.get("/new-memory").fields(of: "/memories").first { $0.0 == "seal" }?.1
                #expect(try await bob.post(path, form.replacing("seal", with: bobs)).status == 404, "\(path)")
            }
            let memory = try await call(.get, "/v1/long-term-memory/alice-0", token: fixture.server.alice).json
            #expect(memory["text"] == "Mine" && memory["pinned"] == false)
        }
    }

    @Test("Pin, unpin and delete, with a question before the last")
    func actions() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Mine", "Mine too"])
            for word in ["pinned: policies", "no longer pinned"] {
                let pin = try await browser.submit(browser.get("/memories/alice-0"), to: "/memories/alice-0/pin", [:])
                #expect(pin.location == "/memories/alice-0")
                #expect(try await browser.get("/memories/alice-0").text.contains(word))
            }
            let asked = try await browser.get("/memories/alice-0/delete")
            #expect(asked.text.contains("<h1>Delete 1 memory?</h1>"))
            let done = try await browser.submit(asked, to: "/memories/alice-0/delete", [:])
            #expect(done.location == "/memories")
            #expect(try await browser.get("/memories/alice-0").status == 404)
            #expect(try await browser.submit(asked, to: "/memories/alice-0/delete", [:]).status == 404)
        }
    }

    @Test("Related memories are the nearest ones of the person, without itself")
    func related() async throws {
        let fixture = try await PagesFixture(embedder: WordsEmbedder())
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["tea is green", "green tea with milk", "a red car"])
            try await fixture.remember(call, ["green tea of bob"], as: "bob")
            let page = try await browser.get("/memories/alice-0?q=green")
            let related = page.text.matches(of: /class="cover" href="\/memories\/([^"?]+)/).map { String($0.output.1) }
            #expect(related.first == "alice-1" && !related.contains("alice-0") && !page.text.contains("of bob"))
            #expect(page.text.contains("<a href=\"/memories?q=green\">Search “green”</a>"))
        }
    }
}
