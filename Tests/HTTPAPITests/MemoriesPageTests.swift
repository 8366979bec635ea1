import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The page of memories") struct MemoriesPageTests {
    private static let texts = ["Likes green tea", "Works in Freiburg", "Has a cat called Minka"]

    /// The ids shown, in their order.
    private func ids(_ page: Answer) -> [String] {
        page.text.matches(of: /class="cover" href="\/memories\/([^"?]+)/).map { String($0.output.1) }
    }

    @Test("A person sees their memories newest first, and nobody else's")
    func list() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            #expect(try await browser.get("/memories").text.contains("No memories yet"))
            for text in Self.texts.enumerated() {
                fixture.server.clock.advance(by: .seconds(60))
                try await fixture.remember(call, [text.element], more: ["id": .string("m\(text.offset)")])
            }
            try await fixture.remember(call, ["Secret of bob"], as: "bob")
            let page = try await browser.get("/memories")
            #expect(ids(page) == ["m2", "m1", "m0"] && page.text.contains("<h2>3 memories</h2>"))
            #expect(page.text.contains("1–3 of 3") && !page.text.contains("Secret of bob"))
            #expect(try await ids(browser.get("/memories?sort=oldest")) == ["m0", "m1", "m2"])
            let stranger = try await Browser(call).get("/memories?q=tea")
            #expect(stranger.location == "/login?continue=%2Fmemories%3Fq%3Dtea")
        }
    }

    @Test("A search finds what an agent finds, with its match; looking does not count as use")
    func search() async throws {
        let fixture = try await PagesFixture(embedder: WordsEmbedder())
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, Self.texts)
            for mode in ["hybrid", "semantic", "keyword"] {
                let page = try await browser.get("/memories?q=green+tea&mode=\(mode)")
                #expect(ids(page).first == "alice-0" && page.text.contains("Match "), "\(mode)")
                #expect(page.text.contains("value=\"\(mode)\" checked"))
                let body: JSONValue = ["text": "green tea", "search_mode": .string(mode), "hybrid_alpha": 0.5]
                let found = try await call(
                    .post,
                    "/v1/long-term-memory/search",
                    token: fixture.server.alice,
                    json: body
                )
                #expect(found.json["memories"]?.array?.compactMap { $0["id"]?.string } == ids(page), "\(mode)")
            }
            #expect(try await browser.get("/memories?q=zeppelin&mode=keyword").text.contains("Nothing found"))
        }
    }

    @Test(
        "The address holds filters, and odd values in it are ignored",
        arguments: [
            ("topic=work", ["alice-0"]), ("kind=episodic", ["alice-0"]), ("kind=semantic", []),
            ("session=s%2F1", ["alice-0"]), ("namespace=n", ["alice-0"]), ("from=1970-01-01", ["alice-0"]),
            ("to=1970-01-01", []), ("kind=nonsense&from=x&page=-3&sort=up&mode=magic", ["alice-0"]),
            ("page=99999999999999999999", ["alice-0"]), ("page=7", []), ("topic=%27%20OR%201%3D1--", []),
        ] as [(String, [String])]
    )
    func filters(query: String, found: [String]) async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(
                call,
                ["A day at work"],
                more: [
                    "topics": ["work"], "memory_type": "episodic", "session_id": "s/1", "namespace": "n",
                    "event_date": "2026-01-01T00:00:00Z",
                ]
            )
            let page = try await browser.get("/memories?\(query)")
            #expect(page.status == 200 && ids(page) == found, "\(page.text.prefix(200))")
        }
    }

    @Test("Pages follow each other, and keep the filters")
    func paging() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, (0..<45).map { "Number \($0)" }, more: ["topics": ["n & m"]])
            var path = "/memories?topic=n+%26+m"
            var seen: [String] = []
            while true {
                let page = try await browser.get(path)
                seen += ids(page)
                #expect(page.text.utf8.count < 60_000)
                guard let next = page.text.firstMatch(of: /href="([^"]+)">Next/) else { break }
                path = Answer.unescaped(String(next.output.1))
            }
            #expect(Set(seen).count == 45 && seen.count == 45 && path.contains("page=3"))
        }
    }

    @Test("Selected memories are deleted after a question, and only those of the person")
    func deleteSelected() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, Self.texts)
            try await fixture.remember(call, ["Secret of bob"], as: "bob")
            let fields = try await browser.get("/memories?topic=").fields(of: "/memories")
            let picked =
                fields + [("memory", "alice-0"), ("memory", "alice-2"), ("memory", "bob-0"), ("action", "delete")]
            let asked = try await browser.post("/memories", picked)
            #expect(asked.status == 200 && asked.text.contains("<h1>Delete 2 memories?</h1>"))
            #expect(!asked.text.contains("Secret") && asked.text.contains("Likes green tea"))
            #expect(try await ids(browser.get("/memories")).count == 3, "nothing is deleted yet")
            let done = try await browser.post("/memories", asked.fields(of: "/memories"))
            #expect(done.status == 303 && done.location == "/memories")
            let page = try await browser.get("/memories")
            #expect(ids(page) == ["alice-1"] && page.text.contains("2 memories were deleted."))
            #expect(try await !browser.get("/memories").text.contains("were deleted"), "said once")
            let bobs = try await call(.get, "/v1/long-term-memory/bob-0", token: fixture.server.bob)
            #expect(bobs.status == 200)
        }
    }

    @Test("Pinning many, selecting nothing, and an unknown action")
    func otherActions() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, Self.texts)
            let form = try await browser.get("/memories").fields(of: "/memories")
            _ = try await browser.post("/memories", form + [("memory", "alice-1"), ("action", "pin")])
            let page = try await browser.get("/memories")
            #expect(page.text.contains("1 memory is pinned") && page.text.contains("pinned</span></p>"))
            let none = try await browser.post("/memories", form + [("action", "delete")])
            #expect(none.status == 303)
            #expect(try await browser.post("/memories", form + [("action", "explode")]).status == 400)
            #expect(try await browser.post("/memories", [("memory", "alice-1"), ("action", "pin")]).status == 403)
        }
    }

    @Test("A new memory is stored; the same text leads to the one that is there; errors keep what was typed")
    func add() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (_, browser) async throws in
            let form = try await browser.get("/new-memory")
            let fields: [String: String?] = [
                "text": "Prefers \r\n short answers", "kind": "semantic", "topics": "style, , writing",
            ]
            let made = try await browser.submit(form, to: "/memories", fields)
            let path = try #require(made.location)
            let page = try await browser.get(path)
            #expect(page.text.contains("It is remembered.") && page.text.contains("Prefers \n short answers"))
            #expect(page.text.contains("#style") && page.text.contains("#writing") && !page.text.contains("#</a>"))
            #expect(try await browser.submit(form, to: "/memories", fields).location == path)
            for wrong in [
                ["text": " \n "], ["text": "x", "when": "yesterday"], ["text": String(repeating: "x", count: 32_769)],
            ] {
                let answer = try await browser.submit(form, to: "/memories", wrong.mapValues { Optional($0) })
                #expect(answer.status == 422 && answer.text.contains("id=\"problem\" role=\"alert\""))
                #expect(
                    answer.text.contains("aria-invalid")
                        && answer.text.contains(">\(wrong["text"] == " \n " ? "" : "x")")
                )
            }
        }
    }

    @Test(
        "In a team everybody reads; a reader gets no forms and may not write; a choice of a foreign workspace is ignored"
    )
    func workspaces() async throws {
        let fixture = try await PagesFixture(role: .reader)
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["The team meets on Monday"], as: "bob", in: fixture.team.id)
            try await browser.choose(fixture.team.id)
            let page = try await browser.get("/memories")
            #expect(page.text.contains("meets on Monday") && page.text.contains("Workspace: crew. Switch"))
            #expect(!page.text.contains("class=\"pick\"") && !page.text.contains("/new-memory"))
            #expect(try await browser.get("/new-memory").status == 403)
            #expect(try await browser.get("/memories/bob-0/edit").status == 403)
            let one = try await browser.get("/memories/bob-0")
            #expect(one.status == 200 && !one.text.contains("/edit\""))
            let bob = try await fixture.server.users.user("bob").personalWorkspace
            browser.set("__Host-am_workspace", to: bob.rawValue)
            #expect(try await browser.get("/memories").text.contains("Workspace: My memories. Switch"))
            let form = try await browser.get("/memories")
            let refused = try await browser.submit(form, to: "/workspace", ["workspace": bob.rawValue])
            #expect(refused.status == 404)
        }
    }
}
