import Base
import HTTPTypes
import Identity
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The REST API of MCP Memory Service answers in its shapes")
struct MCPMemoryRESTTests {
    private let fixture: ServerFixture

    init() async throws {
        fixture = try await ServerFixture()
    }

    private func store(_ call: Caller, _ content: String, _ more: [String: JSONValue] = [:], token: String)
        async throws -> JSONValue
    {
        let body = JSONValue.object(more.merging(["content": .string(content)]) { $1 })
        let answer = try await call(.post, "/api/memories", token: token, json: body)
        #expect(answer.status == 200, "\(answer.text)")
        return answer.json
    }

    @Test("A memory is stored under the hash of its content, read, listed, changed and deleted")
    func memories() async throws {
        try await fixture.serve { (call) async throws in
            let token = fixture.alice
            let more: [String: JSONValue] = [
                "tags": ["Drinks", "home"], "memory_type": "decision", "metadata": ["k": 1],
            ]
            let stored = try await store(call, "Tea ", more, token: token)
            // printf 'tea' | sha256sum
            let actual = "a9f74d1ec36ebdeb2da3f6e5868090cd2a2d20b3dcca7b62f60304b1d3d9ef42"
            #expect(stored["content_hash"] == .string(actual))
            #expect(stored["success"] == true && stored["message"] == "Memory stored successfully")
            let memory = stored["memory"]
            #expect(memory?["content"] == "Tea " && memory?["tags"] == ["Drinks", "home"])
            #expect(memory?["memory_type"] == "decision" && memory?["metadata"] == ["k": 1])
            #expect(memory?["created_at"]?.number == Double(fixture.clock.now().milliseconds) / 1_000)

            // Case and white space around it make no other memory.
            let again = try await store(call, "  tea", token: token)
            #expect(again["success"] == false && again["content_hash"] == .null && again["memory"] == .null)
            #expect(again["message"]?.string?.hasPrefix("Duplicate content detected") == true)

            let read = try await call(.get, "/api/memories/\(actual)", token: token)
            #expect(read.status == 200 && read.json == memory)
            let list = try await call(
                .get,
                "/api/memories?page_size=1&tag=home,none&memory_type=decision",
                token: token
            )
            #expect(list.json["total"] == 1 && list.json["has_more"] == false && list.json["page_size"] == 1)
            let none = try await call(.get, "/api/memories?tag=home,none&tag_match=all", token: token)
            #expect(none.json["total"] == 0)

            let updated = try await call(
                .put,
                "/api/memories/\(actual)",
                token: token,
                json: ["tags": ["Drinks"], "metadata": ["more": true]]
            ).json
            #expect(updated["success"] == true && updated["memory"]?["tags"] == ["Drinks"])
            #expect(updated["memory"]?["memory_type"] == "decision")
            #expect(updated["memory"]?["metadata"] == ["k": 1, "more": true])
            let unchanged = try await call(.put, "/api/memories/\(actual)", token: token, json: [:]).json
            #expect(unchanged["message"] == "No updates provided - memory unchanged")

            let hashes = try await call(.get, "/api/memories/hashes", token: token).json
            #expect(hashes == ["hashes": [.string(actual)], "next_cursor": .null, "has_more": false])
            let deleted = try await call(.delete, "/api/memories/\(actual)", token: token).json
            #expect(deleted["success"] == true && deleted["content_hash"] == .string(actual))
            #expect(try await call(.get, "/api/memories/\(actual)", token: token).words == "404 Memory not found")
            #expect(try await call(.delete, "/api/memories/\(actual)", token: token).words == "404 Memory not found")
        }
    }

    @Test("X-API-Key is the API token, and X-Agent-ID becomes a tag")
    func headers() async throws {
        let name = try #require(HTTPField.Name("X-Agent-ID"))
        try await fixture.serve { (call) async throws in
            let headers: HTTPFields = [.apiKey: fixture.alice, name: "hook"]
            let answer = try await call(.post, "/api/memories", headers: headers, json: ["content": "Tea"])
            #expect(answer.json["memory"]?["tags"] == ["agent:hook"])
            #expect(try await call(.get, "/api/memories", headers: [.apiKey: "wrong"]).status == 401)
        }
    }

    @Test("Searches by meaning, tag, time and likeness have its shape")
    func search() async throws {
        try await fixture.serve { (call) async throws in
            let token = fixture.alice
            let old = try await store(call, "Alice drinks green tea", ["tags": ["drink"]], token: token)
            fixture.clock.advance(by: .seconds(20 * 86_400))
            _ = try await store(call, "Alice drinks black tea", ["tags": ["drink", "morning"]], token: token)
            _ = try await store(call, "Alice plays the cello", token: token)

            let found = try await call(
                .post,
                "/api/search",
                token: token,
                json: ["query": "green tea", "n_results": 2]
            )
            let first = found.json["results"]?.array?.first
            #expect(first?["memory"]?["content"] == "Alice drinks green tea")
            #expect(first?["similarity_score"]?.number != nil && found.json["search_type"] == "semantic")
            #expect(found.json["query"] == "green tea" && found.json["processing_time_ms"] == .null)

            let tagged = try await call(
                .post,
                "/api/search/by-tag",
                token: token,
                json: ["tags": ["drink", "morning"], "match_all": true]
            ).json
            #expect(tagged["total_found"] == 1 && tagged["query"] == "Tags: drink, morning (ALL)")
            let first100 = try await call(
                .post,
                "/api/search/by-tag",
                token: token,
                json: ["tags": ["drink"], "limit": 1]
            )
            .json
            #expect(first100["total_found"] == 2 && first100["results"]?.array?.count == 1)
            #expect(try await call(.post, "/api/search/by-tag", token: token, json: ["tags": []]).status == 400)

            let today = try await call(.post, "/api/search/by-time", token: token, json: ["query": "today"]).json
            #expect(today["total_found"] == 2 && today["search_type"] == "time")
            let tea: JSONValue = ["query": "today", "semantic_query": "tea", "n_results": 1]
            let ranked = try await call(.post, "/api/search/by-time", token: token, json: tea).json
            #expect(ranked["results"]?.array?.first?["memory"]?["content"] == "Alice drinks black tea")
            #expect(
                try await call(.post, "/api/search/by-time", token: token, json: ["query": "soonish"]).status == 400
            )

            let hash = old["content_hash"]?.string ?? ""
            let like = try await call(.get, "/api/search/similar/\(hash)?n_results=1", token: token).json
            #expect(like["results"]?.array?.first?["memory"]?["content"] == "Alice drinks black tea")
            #expect(try await call(.get, "/api/search/similar/none", token: token).status == 404)
        }
    }

    @Test("Tags, types and conversations")
    func tags() async throws {
        try await fixture.serve { (call) async throws in
            let token = fixture.alice
            _ = try await store(call, "one", ["tags": ["b", "a"], "memory_type": "note"], token: token)
            _ = try await store(call, "two", ["tags": ["b"]], token: token)
            let tags = try await call(.get, "/api/tags", token: token).json
            #expect(tags == ["tags": [["tag": "b", "count": 2], ["tag": "a", "count": 1]]])
            #expect(try await call(.get, "/api/types", token: token).json.array?.contains("note") == true)
            let session = try await call(
                .post,
                "/api/sessions",
                token: token,
                json: [
                    "turns": [["role": "user", "content": "Hello"], ["role": "assistant", "content": " "]],
                    "session_id": "s1",
                ]
            ).json
            #expect(session["session_id"] == "s1" && session["turn_count"] == 1)
            let hash = session["content_hash"]?.string ?? ""
            let memory = try await call(.get, "/api/memories/\(hash)", token: token).json
            #expect(memory["content"] == "[user] Hello" && memory["tags"] == ["session:s1"])
            #expect(memory["memory_type"] == "session")
        }
    }

    @Test("Management counts before it deletes")
    func management() async throws {
        try await fixture.serve { (call) async throws in
            let token = fixture.alice
            for number in 0..<3 {
                _ = try await store(call, "draft \(number)", ["tags": ["draft"]], token: token)
            }
            _ = try await store(call, "plain", token: token)
            let manage = "/api/manage"
            #expect(try await call(.get, manage + "/untagged/count", token: token).json == ["count": 1])
            let wrong = try await call(.post, manage + "/delete-untagged?confirm_count=2", token: token)
            #expect(wrong.words == "400 Confirmation count mismatch. Expected 1, got 2")
            let untagged = try await call(.post, manage + "/delete-untagged?confirm_count=1", token: token).json
            #expect(untagged["affected_count"] == 1)
            let renamed = try await call(.put, manage + "/tags/draft?new_tag=old&confirm_count=3", token: token).json
            #expect(renamed["affected_count"] == 3)
            #expect(try await call(.get, manage + "/tags/stats", token: token).json["total_tags"] == 1)
            let refused = try await call(
                .post,
                manage + "/bulk-delete",
                token: token,
                json: ["tag": "old", "confirm_count": 1]
            )
            #expect(refused.status == 400)
            #expect(try await call(.post, manage + "/bulk-delete", token: token, json: [:]).status == 400)
            let deleted = try await call(.post, manage + "/bulk-delete", token: token, json: ["tag": "old"]).json
            #expect(deleted["affected_count"] == 3 && deleted["success"] == true)
            let merged = try await call(.post, manage + "/cleanup-duplicates", token: token).json
            #expect(merged["affected_count"] == 0)
            #expect(try await call(.post, manage + "/system/optimize_db", token: token).status == 501)
            #expect(try await call(.post, manage + "/system/none", token: token).status == 400)
        }
    }

    @Test("Health needs no credential; the details count one's own memories")
    func health() async throws {
        try await fixture.serve { (call) async throws in
            _ = try await store(call, "one", token: fixture.alice)
            #expect(try await call(.get, "/api/health").json == ["status": "healthy"])
            let details = try await call(.get, "/api/health/detailed", token: fixture.alice).json
            #expect(details["statistics"]?["total_memories"] == 1 && details["version"] == "1.2.3")
            let bobs = try await call(.get, "/api/health/detailed", token: fixture.bob).json
            #expect(bobs["statistics"]?["total_memories"] == 0)
            let oauth = try await call(.get, "/api/oauth/status", token: fixture.alice).json
            #expect(oauth["oauth_enabled"] == false && oauth["registered_clients_count"] == .null)
        }
    }

    @Test("A store is a workspace that the caller is in; only reading may name all")
    func stores() async throws {
        let shop = try await fixture.workspaces.add(name: "shop", privacy: .shared)
        try await fixture.workspaces.setMember(fixture.users.user("alice"), of: shop, role: .member)
        try await fixture.serve { (call) async throws in
            let token = try await fixture.token(of: "alice")
            _ = try await store(call, "in the shop", ["store": "shop"], token: token)
            #expect(try await call(.get, "/api/memories", token: token).json["total"] == 0)
            let inShop = try await call(.get, "/api/memories?store=shop", token: token)
            #expect(inShop.json["total"] == 1, "\(inShop.text) \(shop.id)")
            for name in ["shop", "none", "team"] {
                let foreign = try await call(.get, "/api/memories?store=\(name)", token: fixture.bob)
                #expect(foreign.words == "404 Workspace not found", "\(name)")
            }
            let all = try await call(.post, "/api/memories", token: token, json: ["content": "x", "store": "all"])
            #expect(all.words == "400 store='all' is only valid for read scopes")
            _ = try await store(call, "in my own", ["tags": ["where"]], token: token)
            for (path, body) in [
                ("/api/search", ["query": "in", "store": "all"]),
                ("/api/search/by-time", ["query": "today", "store": "all"]),
            ] as [(String, JSONValue)] {
                let found = try await call(.post, path, token: token, json: body)
                #expect(found.json["results"]?.array?.count == 2, "\(path): \(found.text)")
                let foreign = try await call(.post, path, token: fixture.bob, json: body)
                #expect(foreign.json["results"]?.array?.isEmpty == true, "\(path)")
            }
            let tagged: JSONValue = ["tags": ["where"], "store": "all"]
            #expect(try await call(.post, "/api/search/by-tag", token: token, json: tagged).json["total_found"] == 1)
        }
    }
}
