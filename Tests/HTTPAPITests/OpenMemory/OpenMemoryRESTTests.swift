import Base
import HTTPTypes
import Identity
import Memories
import PeerAPIs
import TestSupport
import Testing

@testable import HTTPAPI

/// The requests of docs/compatibility.md, as OpenMemory's own page and its users' scripts send them.
@Suite("OpenMemory's REST API answers in its shapes")
struct OpenMemoryRESTTests {
    private let fixture: ServerFixture

    init() async throws {
        fixture = try await ServerFixture()
    }

    private func create(_ call: Caller, _ text: String, token: String, user: String = "alice") async throws -> String {
        let body: JSONValue = [
            "user_id": .string(user), "text": .string(text), "metadata": ["k": 1], "infer": true, "app": "openmemory",
        ]
        let answer = try await call(.post, "/api/v1/memories/", token: token, json: body)
        #expect(answer.status == 200, "\(answer.text)")
        return answer.json["id"]?.string ?? ""
    }

    @Test("Memories are created, listed, filtered, read, changed and deleted")
    func memories() async throws {
        try await fixture.serve { (call) async throws in
            let token = fixture.alice
            let tea = try await create(call, "Alice drinks tea", token: token)
            fixture.clock.advance(by: .seconds(60))
            let cello = try await create(call, "Alice plays the cello", token: token)
            #expect(try await create(call, "Alice drinks tea", token: token) == tea)

            let page = try await call(.get, "/api/v1/memories/?user_id=alice&page=1&size=1", token: token).json
            #expect(page["total"] == 2 && page["page"] == 1 && page["size"] == 1 && page["pages"] == 2)
            let item = page["items"]?.array?.first
            #expect(item?["id"] == .string(cello) && item?["content"] == "Alice plays the cello")
            #expect(item?["created_at"]?.integer == fixture.clock.now().seconds && item?["state"] == "active")
            #expect(item?["metadata_"] == ["k": 1, "source_app": "openmemory", "mcp_client": "openmemory"])
            #expect(item?["app_name"] == "Token “test”" && item?["categories"] == [])

            let filter: JSONValue = [
                "user_id": "alice", "page": 1, "size": 10, "search_query": "cello", "app_ids": [], "category_ids": [],
                "show_archived": false,
            ]
            let found = try await call(.post, "/api/v1/memories/filter", token: token, json: filter).json
            #expect(found["items"]?.array?.compactMap { $0["id"]?.string } == [cello])
            let oldest = try await call(
                .get,
                "/api/v1/memories/?sort_column=created_at&sort_direction=asc&to_date=\(fixture.clock.now().seconds - 1)",
                token: token
            ).json
            #expect(oldest["items"]?.array?.compactMap { $0["id"]?.string } == [tea])
            let app = try #require(item?["app_id"]?.string)
            let own = try await call(.get, "/api/v1/memories/?app_id=\(app)", token: token).json
            #expect(own["total"] == 2)
            #expect(try await call(.get, "/api/v1/memories/?app_id=none", token: token).json["total"] == 0)

            let one = try await call(.get, "/api/v1/memories/\(tea)", token: token).json
            #expect(one["text"] == "Alice drinks tea" && one["app_id"] == .string(app))
            let row = try await call(
                .put,
                "/api/v1/memories/\(tea)",
                token: token,
                json: ["memory_content": "Alice drinks coffee", "user_id": "alice"]
            ).json
            #expect(row["content"] == "Alice drinks coffee" && row["user_id"] == "alice" && row["vector"] == .null)
            let gone = try await call(
                .delete,
                "/api/v1/memories/",
                token: token,
                json: ["memory_ids": [.string(tea)], "user_id": "alice@example.com"]
            ).json
            #expect(gone == ["message": "Successfully deleted 1 memories"])
            #expect(try await call(.get, "/api/v1/memories/\(tea)", token: token).status == 404)
        }
    }

    @Test("Categories are topics; related memories share one")
    func categories() async throws {
        try await fixture.serve { (call) async throws in
            let memories: JSONValue = [
                "memories": [
                    ["id": "a", "text": "tea", "topics": ["Drinks"]],
                    ["id": "b", "text": "coffee", "topics": ["Drinks"]],
                    ["id": "c", "text": "cello", "topics": ["Music"]],
                ]
            ]
            #expect(try await call(.post, "/v1/long-term-memory", token: fixture.alice, json: memories).status == 200)
            let all = try await call(.get, "/api/v1/memories/categories?user_id=alice", token: fixture.alice).json
            #expect(all["total"] == 2)
            #expect(all["categories"]?.array?.compactMap { $0["name"]?.string } == ["Drinks", "Music"])
            let related = try await call(.get, "/api/v1/memories/a/related?user_id=alice", token: fixture.alice).json
            #expect(related["items"]?.array?.compactMap { $0["id"]?.string } == ["b"] && related["size"] == 5)
            let drinks = try await call(.get, "/api/v1/memories/?categories=Drinks,None", token: fixture.alice).json
            #expect(drinks["total"] == 2)
        }
    }

    @Test("Archiving and pausing memories is real, and taken back")
    func archive() async throws {
        try await fixture.serve { (call) async throws in
            let token = fixture.alice
            let id = try await create(call, "Alice drinks tea", token: token)
            func count(_ more: String = "") async throws -> JSONValue? {
                try await call(.get, "/api/v1/memories/?user_id=alice\(more)", token: token).json["total"]
            }
            let archived = try await call(
                .post,
                "/api/v1/memories/actions/archive?user_id=alice",
                token: token,
                body: "[\"\(id)\"]"
            )
            #expect(archived.json == ["message": "Successfully archived 1 memories"])
            #expect(try await count() == 0)
            let shown = try await call(.post, "/api/v1/memories/filter", token: token, json: ["show_archived": true])
                .json
            #expect(shown["items"]?.array?.first?["state"] == "archived")
            for (body, message) in [
                (["memory_ids": [.string(id)], "state": "active"], "Successfully resumed 1 memories"),
                (["memory_ids": [.string(id)]], "Successfully paused 1 memories"),
                (["global_pause": true, "state": "active"], "Successfully resumed all memories"),
            ] as [([String: JSONValue], String)] {
                let answer = try await call(
                    .post,
                    "/api/v1/memories/actions/pause",
                    token: token,
                    json: .object(body.merging(["user_id": "alice"]) { $1 })
                )
                #expect(answer.json == ["message": .string(message)], "\(answer.text)")
                #expect(try await count() == (body["state"] == nil ? 0 : 1))
            }
            let nothing = try await call(
                .post,
                "/api/v1/memories/actions/pause",
                token: token,
                json: ["user_id": "alice"]
            )
            #expect(nothing.words == "400 Invalid pause request parameters")
        }
    }

    @Test("Applications are listed with their use; pausing one stops it until it is resumed")
    func apps() async throws {
        let second = try await fixture.token(of: "alice")
        let reader = try await fixture.token(of: "alice", scopes: .write)
        try await fixture.serve { (call) async throws in
            let id = try await create(call, "Alice drinks tea", token: second)
            let one = try await call(.get, "/api/v1/memories/\(id)", token: fixture.alice).json
            let app = try #require(one["app_id"]?.string)
            let list = try await call(
                .get,
                "/api/v1/apps/?page_size=2&sort_by=memories&sort_direction=desc",
                token: fixture.alice
            )
            .json
            #expect(list["total"] == 3 && list["page_size"] == 2)
            let first = list["apps"]?.array?.first
            #expect(
                first?["id"] == .string(app) && first?["total_memories_created"] == 1 && first?["is_active"] == true
            )
            let created = try await call(.get, "/api/v1/apps/\(app)/memories", token: fixture.alice).json
            #expect(created["memories"]?.array?.first?["id"] == .string(id))

            let path = "/api/v1/apps/\(app)?is_active=false"
            #expect(try await call(.put, path, token: reader).status == 403)
            #expect(try await call(.put, path, token: fixture.bob).words == "404 App not found")
            #expect(try await call(.put, path, token: fixture.alice).json["status"] == "success")
            #expect(try await call(.get, "/api/v1/apps/\(app)", token: fixture.alice).json["is_active"] == false)
            let refused = try await call(.post, "/api/v1/memories/", token: second, json: ["text": "x"])
            #expect(refused.status == 403 && refused.text.contains("paused since"))
            // A paused application cannot resume itself.
            let itself = try await call(.put, "/api/v1/apps/\(app)?is_active=true", token: second)
            #expect(itself.status == 403)
            #expect(try await call(.put, "/api/v1/apps/\(app)?is_active=true", token: fixture.alice).status == 200)
            #expect(try await call(.post, "/api/v1/memories/", token: second, json: ["text": "x"]).status == 200)
            let stats = try await call(.get, "/api/v1/stats/?user_id=alice", token: fixture.alice).json
            #expect(stats["total_memories"] == 2 && stats["total_apps"] == 3 && stats["apps"]?.array?.count == 3)
        }
    }

    @Test("The configuration has the shape and no values, and cannot be changed")
    func configuration() async throws {
        try await fixture.serve { (call) async throws in
            let shape = try await call(.get, "/api/v1/config/", token: fixture.alice).json
            #expect(shape["mem0"]?["llm"] == .null && shape["openmemory"]?["custom_instructions"] == .null)
            for (method, path) in [
                (HTTPRequest.Method.put, "/config/"), (.patch, "/config"), (.post, "/config/reset"),
                (.put, "/config/mem0/llm"), (.post, "/backup/import"),
            ] {
                #expect(try await call(method, "/api/v1\(path)", token: fixture.alice, json: [:]).status == 501)
            }
        }
    }

    @Test("The export is a ZIP archive with its two files")
    func export() async throws {
        try await fixture.serve { (call) async throws in
            let id = try await create(call, "Alice drinks tea", token: fixture.alice)
            let answer = try await call(
                .post,
                "/api/v1/backup/export",
                token: fixture.alice,
                json: ["user_id": "alice", "include_vectors": true]
            )
            #expect(answer.status == 200 && answer.headers[.contentType] == "application/zip")
            #expect(answer.bytes.starts(with: [0x50, 0x4b, 3, 4]))
            // Nothing is compressed.
            let text = String(decoding: answer.bytes, as: UTF8.self)
            #expect(text.contains("memories.json") && text.contains("memories.jsonl.gz") && text.contains(id))
            let foreign = try await call(.post, "/api/v1/backup/export", token: fixture.bob, json: ["user_id": "alice"])
            #expect(foreign.words == "404 User not found")
            let bobs = try await call(.post, "/api/v1/backup/export", token: fixture.bob, json: [:])
            #expect(!String(decoding: bobs.bytes, as: UTF8.self).contains(id))
        }
    }
}
