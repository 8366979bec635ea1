import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI
@testable import MCP

@Suite("OpenMemory's MCP addresses: for the person of the token only")
struct OpenMemoryServerTests {
    private let fixture: ServerFixture

    init() async throws {
        fixture = try await ServerFixture()
    }

    /// Calls a method at a client's and user's address.
    private func rpc(
        _ call: Caller,
        _ method: String,
        _ params: JSONValue = [:],
        at address: String = "cursor/http/alice",
        token: String?
    ) async throws -> Answer {
        try await call(
            .post,
            "/mcp/\(address)",
            token: token,
            json: ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": params]
        )
    }

    /// The text of a tool's result.
    private func tool(
        _ call: Caller,
        _ name: String,
        _ arguments: JSONValue = [:],
        at address: String = "cursor/http/alice",
        token: String?
    ) async throws -> String {
        let params: JSONValue = ["name": .string(name), "arguments": arguments]
        let answer = try await rpc(call, "tools/call", params, at: address, token: token)
        return answer.json["result"]?["content"]?.array?.first?["text"]?.string ?? "\(answer.status)"
    }

    @Test("The path must name the token's person, by user name or email address, byte for byte")
    func onlyTheirOwn() async throws {
        let rows: [(user: String, token: String?, status: Int)] = [
            ("alice", fixture.alice, 200), ("alice%40example.com", fixture.alice, 200), ("ALICE", fixture.alice, 404),
            ("bob", fixture.alice, 404), ("nobody", fixture.alice, 404), ("bob%40example.com", fixture.alice, 404),
            ("alice", fixture.bob, 404), ("alice", nil, 401), ("alice", "amt_nonsense", 401),
            // An application's back end may name any user of its workspace.
            ("alice", fixture.app, 200), ("carol", fixture.app, 200),
        ]
        try await fixture.serve { (call) async throws in
            for row in rows {
                let answer = try await rpc(call, "tools/list", at: "cursor/http/\(row.user)/", token: row.token)
                #expect(answer.status == row.status, "\(row.user): \(answer.text)")
                let challenge = answer.headers[.wwwAuthenticate]
                #expect((challenge != nil) == (row.status == 401), "\(row.user): \(challenge ?? "-")")
                let stream = try await call(.head, "/mcp/cursor/sse/\(row.user)", token: row.token)
                #expect(stream.status == row.status, "\(row.user)")
                let message = try await rpc(
                    call,
                    "ping",
                    at: "cursor/sse/\(row.user)/messages/?session_id=none",
                    token: row.token
                )
                #expect(message.status == (row.status == 200 ? 404 : row.status), "\(row.user)")
            }
        }
    }

    @Test("Other people, readers and paused applications get what the policy allows")
    func isolation() async throws {
        let reader = try await fixture.token(of: "alice", scopes: .read)
        let user = try await fixture.users.user("alice")
        let pauses = ApplicationPauses(store: fixture.stores.identity.pauses, revocations: fixture.revocations)
        let open = try await fixture.workspaces.add(name: "open", privacy: .shared)
        let anonymous = try #require(AnonymousReading(in: open, anywhere: true))
        try await fixture.serve(anonymous: anonymous) { (call) async throws in
            let added = try await tool(call, "add_memories", ["text": "Alice keeps bees."], token: fixture.alice)
            #expect(added.contains(#""event":"ADD""#) && added.contains("Alice keeps bees."))
            #expect(try await tool(call, "list_memories", at: "cursor/http/bob", token: fixture.bob) == "[]")
            #expect(try await tool(call, "list_memories", at: "cursor/http/alice", token: fixture.app) == "[]")
            let words: JSONValue = ["query": "bees"]
            #expect(try await tool(call, "search_memory", words, token: reader).contains("keeps bees"))
            #expect(try await rpc(call, "tools/list", token: nil).status == 401)

            let refused = try await rpc(
                call,
                "tools/call",
                ["name": "delete_all_memories", "arguments": [:]],
                token: reader
            )
            #expect(refused.status == 403 && refused.headers[.wwwAuthenticate]?.contains("memory:write") == true)

            let id = try #require(
                try await call(.post, "/v1/long-term-memory/search", token: fixture.alice, json: ["text": "bees"])
                    .json["memories"]?.array?.first?["provenance"]?["created"]?["application"]?.string
            )
            try await pauses.pause(ApplicationID(.apiToken, id: id), by: user.id, at: fixture.clock.now())
            let paused = try await rpc(
                call,
                "tools/call",
                ["name": "list_memories", "arguments": [:]],
                token: fixture.alice
            )
            #expect(paused.json["result"]?["isError"] == true && paused.text.contains("paused since"))
        }
    }

    @Test("The five tools answer with OpenMemory's strings")
    func tools() async throws {
        try await fixture.serve { (call) async throws in
            let listed = try await rpc(call, "tools/list", token: fixture.alice).json["result"]?["tools"]?.array ?? []
            #expect(
                listed.compactMap { $0["name"]?.string } == [
                    "add_memories", "search_memory", "list_memories", "delete_memories", "delete_all_memories",
                ]
            )
            #expect(
                listed.allSatisfy { $0["outputSchema"] == nil && $0["inputSchema"]?["properties"]?["user_id"] == nil }
            )
            let added = try await tool(
                call,
                "add_memories",
                ["text": "Tea, not coffee", "infer": false],
                token: fixture.alice
            )
            let result = try StrictJSON.parse(Array(added.utf8))["results"]?.array?.first
            let id = try #require(result?["id"]?.string)
            let again = try await tool(call, "add_memories", ["text": "Tea, not coffee"], token: fixture.alice)
            #expect(again.contains(#""event":"NONE""#) && again.contains(id))
            let found = try await tool(call, "search_memory", ["query": "coffee"], token: fixture.alice)
            let hit = try StrictJSON.parse(Array(found.utf8))["results"]?.array?.first
            #expect(hit?["id"] == .string(id) && hit?["memory"] == "Tea, not coffee" && hit?["score"]?.number != nil)
            let all = try StrictJSON.parse(Array(try await tool(call, "list_memories", token: fixture.alice).utf8))
            #expect(all.array?.first?["metadata"] == ["source_app": "openmemory", "mcp_client": "cursor"])
            #expect(
                try await tool(call, "delete_memories", ["memory_ids": ["none"]], token: fixture.alice)
                    == "Error: No accessible memories found with provided IDs"
            )
            #expect(
                try await tool(call, "delete_memories", ["memory_ids": [.string(id)]], token: fixture.alice)
                    == "Successfully deleted 1 memories"
            )
            for number in 0..<230 {
                let item: JSONValue = ["id": .string("m\(number)"), "text": .string("note \(number)")]
                let memory: JSONValue = ["memories": [item]]
                #expect(try await call(.post, "/v1/long-term-memory", token: fixture.alice, json: memory).status == 200)
            }
            #expect(
                try await tool(call, "delete_all_memories", token: fixture.alice) == "Successfully deleted all memories"
            )
            #expect(try await tool(call, "list_memories", token: fixture.alice) == "[]")
        }
    }

    @Test("A service's calls stay with the user of the path")
    func service() async throws {
        try await fixture.serve { (call) async throws in
            for user in ["carol", "dave"] {
                let address = "cursor/http/\(user)"
                let text: JSONValue = ["text": .string("\(user) likes tea")]
                _ = try await tool(call, "add_memories", text, at: address, token: fixture.app)
            }
            let seen = try await tool(call, "list_memories", at: "cursor/http/carol", token: fixture.app)
            #expect(seen.contains("carol likes tea") && !seen.contains("dave"))
            _ = try await tool(call, "delete_all_memories", at: "cursor/http/carol", token: fixture.app)
            let left = try await tool(call, "list_memories", at: "cursor/http/dave", token: fixture.app)
            #expect(left.contains("dave likes tea"))
        }
    }

    @Test("A client name with control characters or more than 100 bytes is refused")
    func labels() async throws {
        try await fixture.serve { (call) async throws in
            for name in ["a%00b", "a%0Ab", String(repeating: "x", count: 101)] {
                let answer = try await rpc(call, "ping", at: "\(name)/http/alice", token: fixture.alice)
                #expect(answer.status == 422, "\(answer.text)")
            }
        }
    }
}
