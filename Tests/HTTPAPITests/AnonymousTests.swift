import Base
import HTTPTypes
import HummingbirdTesting
import Identity
import Testing

@testable import HTTPAPI

/// Reading without a credential: only one workspace, and only from this machine.
@Suite struct AnonymousTests {
    private let fixture: ServerFixture
    private let open: Workspace

    init() async throws {
        fixture = try await ServerFixture()
        open = try await fixture.workspaces.add(name: "open", privacy: .shared)
    }

    /// One memory in each: the open workspace, a private team, alice's own workspace.
    private func fill(_ call: Caller) async throws {
        let writer = try await fixture.mint(.service, open.id)
        let owned: [(String, String, String?)] = [
            ("o1", writer, nil), ("o2", writer, "carol"), ("t1", fixture.app, nil), ("t2", fixture.app, "carol"),
            ("a1", fixture.alice, nil),
        ]
        for (id, token, user) in owned {
            let memory: [String: JSONValue?] = [
                "id": .string(id), "text": .string("secret \(id)"), "user_id": user.map { .string($0) },
            ]
            let body: JSONValue = ["memories": [.object(memory.compactMapValues { $0 })]]
            #expect(try await call(.post, "/v1/long-term-memory", token: token, json: body).status == 200)
            var session: [String: JSONValue] = ["messages": [["role": "user", "content": .string("secret \(id)")]]]
            session["user_id"] = user.map { .string($0) }
            #expect(
                try await call(.put, "/v1/working-memory/s-\(id)", token: token, json: .object(session)).status == 200
            )
        }
    }

    private func found(_ call: Caller, _ body: JSONValue = [:]) async throws -> [String] {
        try await call(.post, "/v1/long-term-memory/search", json: body).json["memories"]?.array?.compactMap {
            $0["id"]?.string
        }.sorted()
            ?? []
    }

    @Test func anonymousCallersSeeOnlyTheOpenWorkspace() async throws {
        let anonymous = try #require(AnonymousReading(in: open))
        try await fixture.serve(anonymous: anonymous, live: true) { (call) async throws in
            try await fill(call)
            #expect(try await found(call) == ["o1", "o2"])
            #expect(try await found(call, ["text": "secret", "search_mode": "keyword"]) == ["o1", "o2"])
            #expect(try await found(call, ["user_id": ["eq": "alice"]]).isEmpty)
            for id in ["t1", "t2", "a1", "nothing"] {
                #expect(try await call(.get, "/v1/long-term-memory/\(id)").status == 404, "\(id)")
                #expect(try await call(.get, "/v1/working-memory/s-\(id)").status == 404, "\(id)")
            }
            #expect(try await call(.get, "/v1/long-term-memory/o1").json["text"] == "secret o1")
            #expect(try await call(.get, "/v1/working-memory/s-o1").status == 200)
            let alice = try await fixture.users.user("alice").personalWorkspace
            for workspace in [fixture.team.rawValue, alice.rawValue, "nowhere"] {
                let answer = try await call(.get, "/v1/working-memory", headers: [.workspace: workspace])
                #expect(answer.words == "404 Workspace not found")
            }
        }
    }

    @Test func privateMemoriesInTheOpenWorkspaceStayPrivate() async throws {
        let team = try await fixture.workspaces.workspace(fixture.team.rawValue)
        let anonymous = try #require(AnonymousReading(in: team))
        try await fixture.serve(anonymous: anonymous, live: true) { (call) async throws in
            try await fill(call)
            #expect(try await found(call) == ["t1"])
            #expect(try await found(call, ["user_id": ["eq": "carol"]]).isEmpty)
            #expect(try await call(.get, "/v1/long-term-memory/t2").status == 404)
            for path in ["/v1/working-memory/s-t2", "/v1/working-memory/s-t2?user_id=carol"] {
                #expect(try await call(.get, path).status == 404, "\(path)")
            }
            let prompt = try await call(
                .post,
                "/v1/memory/prompt",
                json: [
                    "query": "secret", "session": ["session_id": "s-t2", "user_id": "carol"], "long_term_search": [:],
                ]
            )
            #expect(!prompt.text.contains("t2"))
        }
    }

    @Test func everyAnonymousWriteGets401WithTheScopeToRequest() async throws {
        let anonymous = try #require(AnonymousReading(in: open))
        try await fixture.serve(anonymous: anonymous, live: true) { (call) async throws in
            for (method, path, json) in Caller.writes {
                let answer = try await call(method, path, json: json)
                #expect(answer.words == "401 This needs a credential with the scope memory:write.", "\(method) \(path)")
                #expect(
                    answer.headers[.wwwAuthenticate]
                        == "Bearer realm=\"agent-memory\", scope=\"memory:read memory:write\""
                )
            }
        }
    }

    /// The list of users is not public, though their memories are.
    @Test func anonymousCallersCannotListUsers() async throws {
        let anonymous = try #require(AnonymousReading(in: open))
        try await fixture.serve(anonymous: anonymous, live: true) { (call) async throws in
            for path in ["/users", "/users/carol"] { #expect(try await call(.get, path).status == 401) }
        }
    }

    @Test func anAnonymousMCPClientSeesTheToolsAndMustLogInToWrite() async throws {
        let anonymous = try #require(AnonymousReading(in: open))
        var options = HTTPOptions()
        options.mcpResourceMetadata = "https://memory.example/meta"
        try await fixture.serve(options, anonymous: anonymous, live: true) { [options] (call) async throws in
            func mcp(_ method: String, _ params: JSONValue) async throws -> Answer {
                try await call(
                    .post,
                    "/mcp",
                    json: ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": params]
                )
            }
            let names =
                try await mcp("tools/list", [:]).json["result"]?["tools"]?.array?.compactMap { $0["name"]?.string }
                ?? []
            #expect(names.contains("search_memory") && names.contains("add_memories"))
            let read = try await mcp("tools/call", ["name": "search_memory", "arguments": ["query": "x"]])
            #expect(read.status == 200 && read.json["result"]?["isError"] == false)
            let written = try await mcp(
                "tools/call",
                ["name": "add_memories", "arguments": ["memories": [["text": "x"]]]]
            )
            #expect(written.status == 401)
            let challenge = try #require(written.headers[.wwwAuthenticate])
            #expect(challenge.contains("scope=\"memory:read memory:write\"") && !challenge.contains("error="))
            #expect(challenge.contains(try #require(options.mcpResourceMetadata)))
        }
    }

    /// A request with a credential is authenticated by it. Requests through a proxy or a rebound name do not come from
    /// this machine.
    @Test(
        arguments: [
            ([.authorization: "Bearer wrong"], "401 Invalid token"),
            ([.authorization: "Basic YTpi"], "401 Missing bearer token"),
            ([.authorization: "Bearer"], "401 Missing bearer token"), ([.apiKey: "wrong"], "401 Invalid token"),
            ([.forwardedFor: "127.0.0.1"], "401 Missing authorization header"),
            ([.forwarded: "for=127.0.0.1"], "401 Missing authorization header"),
            ([.via: "1.1 proxy"], "401 Missing authorization header"),
            ([.origin: "https://evil.example"], "401 Missing authorization header"),
            ([.origin: "null"], "401 Missing authorization header"),
            ([.origin: "http://localhost:3000"], "200 -"), ([:], "200 -"),
        ] as [(HTTPFields, String)]
    )
    func onlyDirectCallersOnThisMachineAreServedAnonymously(headers: HTTPFields, expected: String) async throws {
        let anonymous = try #require(AnonymousReading(in: open))
        try await fixture.serve(anonymous: anonymous, live: true) { (call) async throws in
            #expect(try await call(.get, "/v1/working-memory", headers: headers).words == expected)
        }
    }

    @Test func callersWithoutALocalAddressAreServedOnlyWithAnywhere() async throws {
        for (anywhere, status) in [(false, 401), (true, 200)] {
            // Without a socket the caller has no address.
            try await fixture.serve(anonymous: AnonymousReading(in: open, anywhere: anywhere)) { (call) async throws in
                #expect(try await call(.get, "/v1/working-memory").status == status)
            }
        }
    }

    /// With authentication disabled no caller needs a token, so a page that rebound its name to this address would not
    /// need one either.
    @Test func aPageFromAnotherSiteCannotUseAnOpenServer() async throws {
        try await serve([UnofferedRoutes()], live: true) { (call) async throws in
            #expect(try await call(.get, "/v1/tasks/1").status == 501)
            let answer = try await call(.get, "/v1/tasks/1", headers: [.origin: "https://evil.example"])
            #expect(answer.status == 403)
        }
    }
}
