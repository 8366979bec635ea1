import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("A search of several workspaces") struct SeveralWorkspacesHTTPTests {
    /// alice has a memory of her own and one in the team; bob has both, too.
    private func filled(_ role: Role = .member, _ body: @Sendable (PagesFixture, Caller, Browser) async throws -> Void)
        async throws
    {
        let fixture = try await PagesFixture(role: role)
        try await fixture.serve { (call, browser) async throws in
            for (name, text) in [("alice", "The violin is in the attic"), ("bob", "bob hides a violin")] {
                try await fixture.remember(call, [text], as: name)
            }
            let team = fixture.team.id
            try await fixture.remember(
                call,
                ["The crew plays violin on Fridays"],
                as: "bob",
                in: team,
                more: ["id": "t"]
            )
            try await body(fixture, call, browser)
        }
    }

    private func search(
        _ call: Caller,
        _ token: String,
        _ workspaces: JSONValue?,
        text: String? = "violin"
    ) async throws -> Answer {
        var body: [String: JSONValue] = ["search_mode": "keyword"]
        body["text"] = text.map(JSONValue.string)
        body["workspaces"] = workspaces
        return try await call(.post, "/v1/long-term-memory/search", token: token, json: .object(body))
    }

    private func found(_ answer: Answer) -> [String] {
        (answer.json["memories"]?.array ?? []).map {
            "\($0["text"]?.string ?? "") @ \($0["workspace"]?.string ?? "-")"
        }.sorted()
    }

    @Test(
        "finds one's own memories and the team's, each with its workspace, and nobody else's",
        arguments: [Role.member, .reader]
    )
    func together(role: Role) async throws {
        try await filled(role) { fixture, call, _ in
            let token = try await fixture.server.token(of: "alice", scopes: .read)
            let all = ["The crew plays violin on Fridays @ crew", "The violin is in the attic @ personal"]
            for names: JSONValue in [["all"], ["crew", "personal"], [.string(fixture.team.id.rawValue), "personal"]] {
                #expect(try await found(search(call, token, names)) == all)
                #expect(try await found(search(call, token, names, text: nil)) == all)
            }
            let answer = try await search(call, token, ["all"])
            #expect(answer.json["total"] == 2 && answer.json["memories"]?.array?.first?["workspace_id"]?.string != nil)
            // Without the member everything is as before: one workspace, no labels.
            #expect(try await found(search(call, token, nil)) == ["The violin is in the attic @ -"])
            #expect(try await found(search(call, token, ["crew"])) == [all[0]])
        }
    }

    @Test("ranks together: three workspaces give the order of one that holds all", arguments: 1...6)
    func order(seed: Int) async throws {
        let fixture = try await PagesFixture(embedder: WordsEmbedder())
        let (server, words) = (fixture.server, ["tea", "violin", "attic", "crew", "Friday", "green", "cat"])
        let texts = (0..<12).map { number in
            "\((0..<4).map { words[(number * number + seed * $0 + $0 * $0) % 7] }.joined(separator: " ")) \(number)"
        }
        let question = "\(words[seed % 7]) \(words[(seed + 2) % 7])"
        var names: [String] = []
        for name in ["whole", "one", "two", "three"] {
            let team = try await server.workspaces.add(name: name)
            try await server.workspaces.setMember(server.users.user("alice"), of: team, role: .member)
            names.append(team.name)
        }
        try await fixture.serve { [names] (call, _) async throws in
            for (number, text) in texts.enumerated() {
                for name in ["whole", names[1 + number % 3]] {
                    let team = try await server.workspaces.workspace(name)
                    let more: [String: JSONValue] = ["id": .string("m\(number)"), "created_at": "2026-01-01T00:00:00Z"]
                    try await fixture.remember(call, [text], in: team.id, more: more)
                }
            }
            let token = try await server.token(of: "alice", scopes: .read)
            func order(_ places: [String]) async throws -> [String] {
                let body: JSONValue = [
                    "text": .string(question), "search_mode": "semantic", "limit": 12, "recency_boost": false,
                    "workspaces": .array(places.map(JSONValue.string)),
                ]
                let answer = try await call(.post, "/v1/long-term-memory/search", token: token, json: body)
                return (answer.json["memories"]?.array ?? []).compactMap { $0["text"]?.string }
            }
            let whole = try await order(["whole"])
            #expect(whole.count == 12)
            #expect(try await order(["one", "two", "three"]) == whole)
            #expect(try await order(["three", "one", "two"]) == whole)
        }
    }

    @Test("refuses workspaces the caller is not in as it refuses those that do not exist")
    func foreign() async throws {
        try await filled { fixture, call, _ in
            _ = try await fixture.server.users.add(name: "eve")
            let eve = try await fixture.server.token(of: "eve", scopes: .read)
            #expect(try await found(search(call, eve, ["all"])).isEmpty)
            for name in ["crew", fixture.team.id.rawValue, "nowhere", "alice"] {
                #expect(try await search(call, eve, [.string(name)]).words == "404 Workspace not found", "\(name)")
            }
            for (value, status) in [([], 422), ("crew", 422), ([1], 422)] as [(JSONValue, Int)] {
                #expect(try await search(call, eve, value).status == status)
            }
        }
    }

    @Test("shows less at once when the person leaves the team")
    func left() async throws {
        try await filled { fixture, call, _ in
            let token = try await fixture.server.token(of: "alice", scopes: .read)
            #expect(try await found(search(call, token, ["all"])).count == 2)
            let alice = try await fixture.server.users.user("alice")
            try await fixture.server.workspaces.removeMember(alice, of: fixture.team)
            #expect(try await found(search(call, token, ["all"])) == ["The violin is in the attic @ personal"])
            #expect(try await search(call, token, ["crew"]).status == 404)
        }
    }

    @Test("A service reads the workspaces that its token names, and writes to its own only")
    func service() async throws {
        try await filled { fixture, call, _ in
            let server = fixture.server
            var order = APITokenMint.Request(label: "r", owner: .service, workspace: server.team, scopes: .write)
            order.alsoReads = [fixture.team.id]
            let mint = APITokenMint(stores: server.stores.identity, time: server.clock, random: server.random)
            let token = try await mint.mint(order).secret.reveal()
            #expect(try await found(search(call, token, ["all"])) == ["The crew plays violin on Fridays @ crew"])
            let memory: JSONValue = ["memories": [["id": "s", "text": "of the service"]]]
            let path = "/v1/long-term-memory"
            #expect(try await call(.post, path, token: token, json: memory).status == 200)
            let inCrew: HTTPFields = [.workspace: fixture.team.id.rawValue]
            #expect(try await call(.post, path, token: token, headers: inCrew, json: memory).status == 403)
            #expect(try await call(.get, "\(path)/t", token: token, headers: inCrew).status == 200)
        }
    }

    @Test(
        "An application searches the workspaces that its person ticked at the consent, and writes to the chosen one only"
    )
    func consent() async throws {
        try await filled { fixture, call, browser in
            let client = try await ClientApplication(call)
            let page = try await browser.get("/oauth/authorize?\(client.query())")
            #expect(page.text.contains("May it read in others, too?"))
            let form = page.fields(of: "/oauth/authorize").filter { $0.0 != "workspace" && $0.0 != "reads" }
            let own = try await fixture.server.users.user("alice").personalWorkspace.rawValue
            let chosen = form + [("workspace", own), ("decision", "approve")]
            // A workspace that the person is not in cannot be ticked.
            let refused = try await browser.post("/oauth/authorize", chosen + [("reads", fixture.server.team.rawValue)])
            #expect(refused.returned["error"] == "access_denied")
            let team = fixture.team.id.rawValue
            let answer = try await browser.post("/oauth/authorize", chosen + [("reads", team), ("reads", own)])
            let code = try #require(answer.returned["code"])
            let token = try #require(try await client.redeem(code).json["access_token"]?.string)
            #expect(try await found(search(call, token, ["all"])).count == 2)
            let memory: JSONValue = ["memories": [["id": "n", "text": "new"]]]
            let inTeam: HTTPFields = [.workspace: team]
            let path = "/v1/long-term-memory"
            #expect(try await call(.post, path, token: token, headers: inTeam, json: memory).status == 403)
            #expect(try await call(.post, path, token: token, json: memory).status == 200)
            #expect(try await browser.get("/applications").text.contains("your own memories, reads team crew"))
            // The consent is remembered with what was ticked.
            let again = try await browser.get("/oauth/authorize?\(client.query())")
            let silent = try await client.redeem(try #require(again.returned["code"])).json["access_token"]?.string
            #expect(try await found(search(call, try #require(silent), ["all"])).count == 2)
            // The team is closed to it as soon as it is closed to the person.
            let alice = try await fixture.server.users.user("alice")
            try await fixture.server.workspaces.removeMember(alice, of: fixture.team)
            #expect(try await found(search(call, token, ["all"])) == ["The violin is in the attic @ personal"])
        }
    }

    @Test("The page of memories searches everywhere and opens what is elsewhere in its workspace")
    func page() async throws {
        try await filled { fixture, _, browser in
            #expect(!(try await browser.get("/memories?q=violin").text.contains("Fridays")))
            let page = try await browser.get("/memories?q=violin&mode=keyword&workspaces=all")
            #expect(page.text.contains("Fridays") && page.text.contains("attic") && !page.text.contains("bob hides"))
            #expect(page.text.contains("Open in <bdi>crew</bdi>") && !page.text.contains("Select page"))
            let inputs = /open-\d+".*?l" value="([^"]+)".*?e" value="([^"]+)".*?e" value="([^"]+)"/
            let form = try #require(page.text.firstMatch(of: inputs))
            #expect(form.output.2 == fixture.team.id.rawValue)
            let values = [form.output.1, form.output.2, form.output.3].map { Answer.unescaped(String($0)) }
            let opened = try await browser.post("/workspace", Array(zip(["seal", "workspace", "continue"], values)))
            let path = try #require(opened.location)
            #expect(path.hasPrefix("/memories/t"))
            #expect(try await browser.get(path).text.contains("Fridays"))
        }
    }

    @Test("An agent searches all workspaces by a tool's argument")
    func tool() async throws {
        try await filled { fixture, call, _ in
            let token = try await fixture.server.token(of: "alice", scopes: .read)
            func texts(_ arguments: [String: JSONValue]) async throws -> String {
                try await call(
                    .post,
                    "/mcp",
                    token: token,
                    headers: [.accept: "application/json, text/event-stream"],
                    json: [
                        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                        "params": ["name": "search_memory", "arguments": .object(arguments)],
                    ]
                ).text
            }
            let all = try await texts(["query": "violin", "workspaces": ["all"]])
            #expect(all.contains("attic") && all.contains("Fridays") && all.contains("crew"))
            #expect(!(try await texts(["query": "violin"]).contains("Fridays")))
            #expect(try await texts(["query": "violin", "workspaces": ["nowhere"]]).contains("Workspace not found"))
        }
    }
}
