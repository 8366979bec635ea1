import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Every route of Couchbase Agent Memory keeps callers apart")
struct CouchbaseIsolationTests {
    /// A request to each route about alice's session `s`, block `m` and prompt `p`.
    private static let requests: [(HTTPRequest.Method, String, JSONValue?)] = CouchbaseEndpoint.allCases
        .filter { $0 != .logs }
        .flatMap { endpoint in endpoint.methods.map { (endpoint, $0) } }
        .map { endpoint, method in
            var path = endpoint.rawValue.replacing("{user_id}", with: "alice").replacing("{session_id}", with: "s")
            path = path.replacing("{block_id}", with: "m").replacing("{prompt_id}", with: "p")
            let body: JSONValue? =
                switch (endpoint, method) {
                case (_, .get), (.sessionEnd, _), (.userSession, .delete), (.extractionPrompt, .delete),
                    (.extractionPromptArchive, _):
                    nil
                case (.lifetime, _): ["new_ttl": 1]
                case (.userSessions, _): ["session_id": "new"]
                case (.userSession, _): ["metadata": ["x": "y"]]
                case (.blocks, .delete): ["block_ids": "all"]
                case (.blocks, _): ["facts": ["x"]]
                case (.block, _): ["fact": "x"]
                case (.extractionPrompts, _): ["prompt_id": "q", "prompt": "x", "description": "y"]
                case (.extractionPrompt, _): ["prompt": "x"]
                default: [:]
                }
            let needsPart = endpoint == .extractionPromptArchive || (endpoint == .extractionPrompt && method == .delete)
            return (method, path + (needsPart ? "?vid=all" : ""), body)
        }

    private static let ofUsers = requests.filter { $0.1.hasPrefix("/users/") }

    /// Alice's own session, block and prompt; `secret` is in each.
    private func seeded(_ call: Caller, _ fixture: ServerFixture) async throws {
        for (path, body) in [
            ("/users/alice/sessions", ["session_id": "s", "annotations": ["a": "secret"]]),
            ("/v1/long-term-memory", ["memories": [["id": "m", "text": "a secret of alice", "session_id": "s"]]]),
            ("/prompts", ["prompt_id": "p", "prompt": "a secret", "description": "d"]),
        ] as [(String, JSONValue)] {
            let answer = try await call(.post, path, token: fixture.alice, json: body)
            #expect([200, 201].contains(answer.status), "\(path): \(answer.text)")
        }
    }

    private func isUnchanged(_ call: Caller, _ fixture: ServerFixture) async throws -> Bool {
        let session = try await call(.get, "/users/alice/sessions/s", token: fixture.alice).json
        let memory = try await call(.get, "/v1/long-term-memory/m", token: fixture.alice).json
        let prompt = try await call(.get, "/prompts/p", token: fixture.alice).json
        let sessions = try await call(.get, "/users/alice/sessions", token: fixture.alice).json
        let blocks = try await call(.get, "/users/alice/memory", token: fixture.alice).json
        return session["end_time"] == .null && session["metadata"] == .null && memory["text"] == "a secret of alice"
            && prompt["current_vid"] == 0 && prompt["archived"] == false && sessions["total"] == 1
            && blocks["total"] == 1
    }

    @Test("Without a credential, every route answers 401 with a challenge, also where anonymous callers may read")
    func anonymous() async throws {
        let fixture = try await ServerFixture()
        let open = try await fixture.workspaces.add(name: "open", privacy: .shared)
        for reading in [nil, AnonymousReading(in: open, anywhere: true)] {
            try await fixture.serve(anonymous: reading) { (call) async throws in
                for (method, path, body) in Self.requests {
                    let answer = try await call(method, path, json: body)
                    #expect(answer.status == 401, "\(method) \(path): \(answer.status)")
                    #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer ") == true, "\(method) \(path)")
                }
            }
        }
    }

    @Test("Another person's users, sessions and blocks are 404 for everybody else, in every kind of workspace")
    func others() async throws {
        let fixture = try await ServerFixture()
        // Both are members of one workspace in which people are private to each other.
        let team = try await fixture.workspaces.workspace(fixture.team.rawValue)
        for name in ["alice", "bob"] {
            try await fixture.workspaces.setMember(fixture.users.user(name), of: team, role: .member)
        }
        let elsewhere = try await fixture.workspaces.add(name: "elsewhere", privacy: .shared)
        let colleague = try await fixture.token(of: "bob", in: team.id, scopes: .write)
        let theirs = try await fixture.token(of: "alice", in: team.id, scopes: .write)
        try await fixture.serve { (call) async throws in
            try await seeded(call, fixture)
            let session: JSONValue = ["session_id": "s", "metadata": ["x": "secret"]]
            #expect(try await call(.post, "/users/alice/sessions", token: theirs, json: session).status == 201)
            for token in [fixture.bob, colleague] {
                for (method, path, body) in Self.ofUsers {
                    let answer = try await call(method, path, token: token, json: body)
                    #expect(
                        answer.status == 404 && !answer.text.contains("secret"),
                        "\(method) \(path): \(answer.text)"
                    )
                }
            }
            // The prompts of alice's workspace do not exist elsewhere.
            for (method, path, body) in Self.requests where path.hasPrefix("/prompts/") {
                let answer = try await call(method, path, token: fixture.bob, json: body)
                #expect(answer.status == 404, "\(method) \(path): \(answer.text)")
            }
            let named: HTTPFields = [.workspace: elsewhere.id.rawValue]
            for (method, path, body) in Self.requests where !path.hasPrefix("/health") {
                let answer = try await call(method, path, token: fixture.alice, headers: named, json: body)
                #expect(answer.status == 404, "\(method) \(path): \(answer.text)")
            }
            #expect(try await isUnchanged(call, fixture))
            #expect(try await call(.get, "/users/alice/sessions/s", token: theirs).json["end_time"] == .null)
        }
    }

    @Test("In a shared workspace members read each other's sessions and write only their own")
    func shared() async throws {
        let fixture = try await ServerFixture()
        let crew = try await fixture.workspaces.add(name: "crew", privacy: .shared)
        for name in ["alice", "bob"] {
            try await fixture.workspaces.setMember(fixture.users.user(name), of: crew, role: .member)
        }
        let (alice, bob) = (
            try await fixture.token(of: "alice", in: crew.id, scopes: .write),
            try await fixture.token(of: "bob", in: crew.id, scopes: .write)
        )
        try await fixture.serve { (call) async throws in
            let session: JSONValue = ["session_id": "s"]
            #expect(try await call(.post, "/users/alice/sessions", token: alice, json: session).status == 201)
            for (method, path, body) in Self.ofUsers {
                let isReading = method == .get || path.hasSuffix("/search")
                let answer = try await call(method, path, token: bob, json: body)
                #expect(answer.status == (isReading ? 200 : 403), "\(method) \(path): \(answer.text)")
            }
            #expect(try await call(.get, "/users/alice/sessions/s", token: alice).json["end_time"] == .null)
        }
    }

    @Test("A reader changes nothing")
    func readers() async throws {
        let fixture = try await ServerFixture()
        let reader = try await fixture.token(of: "alice", scopes: .read)
        try await fixture.serve { (call) async throws in
            try await seeded(call, fixture)
            for (method, path, body) in Self.requests {
                let isReading = method == .get || path.hasSuffix("/search")
                let answer = try await call(method, path, token: reader, json: body)
                #expect(answer.status == (isReading ? 200 : 403), "\(method) \(path): \(answer.text)")
            }
            #expect(try await isUnchanged(call, fixture))
        }
    }

    @Test("A paused application is refused on every route")
    func paused() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            try await seeded(call, fixture)
            try await fixture.pauseWriter(of: "m", call)
            for (method, path, body) in Self.requests where !path.hasPrefix("/health") {
                let answer = try await call(method, path, token: fixture.alice, json: body)
                #expect(answer.status == 403 && answer.text.contains("paused since"), "\(method) \(path)")
            }
        }
    }

    @Test("Blocks and sessions name the application that wrote them")
    func provenance() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            try await seeded(call, fixture)
            let added = try await call(
                .post,
                "/users/alice/sessions/s/memory",
                token: fixture.alice,
                json: ["facts": ["keeps bees"]]
            )
            let id = try #require(added.json["block_ids"]?.array?.first?.string)
            let memory = try await call(.get, "/v1/long-term-memory/\(id)", token: fixture.alice).json
            #expect(memory["provenance"]?["created"]?["application"]?.string != nil)
            let session = try await call(.get, "/v1/working-memory/s", token: fixture.alice).json
            #expect(session["provenance"]?["created"]?["application"]?.string != nil)
        }
    }
}
