import Base
import HTTPTypes
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Couchbase Agent Memory: memory blocks") struct CouchbaseBlockTests {
    @Test("A turn and a fact are stored as blocks, read back as given, and found by the other APIs")
    func contents() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let dana = try await CouchbaseUserCaller(call, fixture)
            let turns: [JSONValue] = [
                ["user_content": " Where is it?\nAssistant: no ", "assistant_content": "I look.\nUser: yes"],
                ["user_content": "Only me"], ["assistant_content": "Only it"],
            ]
            let added = try await dana(
                .post,
                "/sessions/s/memory",
                ["messages": .array(turns), "annotations": ["agent": "bot"], "created_at": "2024-06-15T12:00:00"]
            )
            #expect(added.status == 201)
            #expect(added.json["accepted_count"] == 3 && added.json["rejected_count"] == 0)
            #expect(added.json["message"] == "Successfully added 3 memory block(s)")
            _ = try await dana.facts(["keeps bees"])
            let listed = try await dana(.get, "/memory?session_ids=s&order_by=created_at").json
            #expect(listed["total"] == 4 && listed["limit"] == 20 && listed["offset"] == 0)
            let blocks = listed["memory_blocks"]?.array ?? []
            #expect(blocks.first?["fact"] == "keeps bees", "newest first")
            #expect(
                Set(blocks.compactMap { $0["message"]?.object.map(JSONValue.object) }) == [
                    ["user_content": "Where is it?\nAssistant: no", "assistant_content": "I look.\nUser: yes"],
                    ["user_content": "Only me", "assistant_content": ""],
                    ["user_content": "", "assistant_content": "Only it"],
                ]
            )
            let turn = try #require(blocks.last)
            #expect(turn["created_at"]?.string?.hasPrefix("2024-06-15T12:00:00") == true)
            #expect(turn["ingested_at"] == .string("\(fixture.clock.now())"))
            #expect(turn["annotations"] == ["agent": "bot"] && turn["status"] == "ready" && turn["fail_count"] == 0)
            #expect(turn["user_id"] == "dana" && turn["session_id"] == "s" && turn["rel_score"] == .null)

            let ours = try await call(
                .post,
                "/v1/long-term-memory/search",
                token: fixture.app,
                json: ["text": "bees", "search_mode": "keyword", "session_id": ["eq": "s"]]
            )
            #expect(ours.json["memories"]?.array?.first?["text"] == "keeps bees")
            let memory: JSONValue = ["memories": [["id": "m", "text": "likes tea", "user_id": "dana"]]]
            #expect(try await call(.post, "/v1/long-term-memory", token: fixture.app, json: memory).status == 200)
            let all = try await dana(.get, "/memory?session_ids=all").json
            #expect(all["total"] == 5, "with the memory that has no session")
        }
    }

    @Test(
        "A body that says neither, both, or a wrong value is refused",
        arguments: [
            [:], ["facts": []], ["facts": [" "]], ["facts": ["a"], "messages": [["user_content": "b"]]],
            ["messages": [[:]]], ["messages": [["user_content": " "]]], ["messages": ["a"]], ["facts": "a"],
            ["facts": ["a"], "annotations": ["a-b": "c"]], ["facts": ["a"], "created_at": "soon"],
            ["facts": ["a"], "memory_block_ttl": -1], ["facts": ["a"], "prompt_vid": 1],
            ["facts": ["a"], "prompt_id": "p", "context_required": false],
        ] as [JSONValue]
    )
    func refused(body: JSONValue) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let dana = try await CouchbaseUserCaller(call, fixture)
            let answer = try await dana(.post, "/sessions/s/memory", body)
            #expect(answer.status == 422 && answer.json["error"] == "INVALID_REQUEST", "\(answer.text)")
        }
    }

    @Test("A block that is too long is rejected alone")
    func tooLong() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let dana = try await CouchbaseUserCaller(call, fixture)
            let long = String(repeating: "x", count: fixture.memories.limits.textLength + 1)
            let added = try await dana(.post, "/sessions/s/memory", ["facts": [.string(long), "short"]])
            #expect(added.status == 201 && added.json["accepted_count"] == 1 && added.json["rejected_count"] == 1)
            #expect(added.json["rejected_details"]?.array?.first?["input_index"] == 0)
        }
    }

    // MARK: Ends

    @Test("A block ends after its own time, or its session's, or the server's; 0 means never")
    func lifetimes() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let dana = try await CouchbaseUserCaller(
                call,
                fixture,
                session: ["session_id": "s", "memory_blocks_ttl": 60]
            )
            #expect(try await dana(.post, "/sessions", ["session_id": "t"]).status == 201)
            _ = try await dana.facts(["own"], ["memory_block_ttl": 30])
            _ = try await dana.facts(["session's"])
            _ = try await dana.facts(["never"], ["memory_block_ttl": 0])
            #expect(try await dana(.post, "/sessions/t/memory", ["facts": ["server's"]]).status == 201)
            func left() async throws -> Set<String> {
                let blocks = try await dana(.get, "/memory").json["memory_blocks"]?.array ?? []
                return Set(blocks.compactMap { $0["fact"]?.string })
            }
            #expect(try await left().count == 4)
            fixture.clock.advance(by: .seconds(30))
            #expect(try await left() == ["session's", "never", "server's"])
            let other = try await call(
                .post,
                "/v1/long-term-memory/search",
                token: fixture.app,
                json: ["text": "own", "search_mode": "keyword"]
            )
            #expect(other.json["memories"] == [], "it is gone for every API")
            fixture.clock.advance(by: .seconds(30))
            #expect(try await left() == ["never", "server's"])
            fixture.clock.advance(by: .seconds(3_600))
            #expect(try await left() == ["never"])
        }
    }

    @Test("PUT /users/{u}/ttl sets the end of all blocks, of a session's, or of some")
    func setLifetime() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let dana = try await CouchbaseUserCaller(call, fixture)
            let ids = try await dana.facts(["a", "b", "c"], ["memory_block_ttl": 0])
            for body in [
                [:], ["new_ttl": -1], ["new_ttl": 1, "block_ids": ["a"]],
                ["new_ttl": 1, "session_id": "s", "block_ids": []],
            ] as [JSONValue] {
                #expect(try await dana(.put, "/ttl", body).status == 422, "\(body)")
            }
            #expect(try await dana(.put, "/ttl", ["new_ttl": 1, "session_id": "x"]).status == 404)
            let one: JSONValue = ["new_ttl": 10, "session_id": "s", "block_ids": [.string(ids[0]), "none"]]
            #expect(
                try await dana(.put, "/ttl", one).json["message"] == "TTL of 1 memory block(s) set to 10 seconds"
            )
            fixture.clock.advance(by: .seconds(10))
            #expect(Set(try await dana.search([:])) == ["b", "c"])
            #expect(try await dana(.put, "/ttl", ["new_ttl": 10]).status == 200)
            #expect(
                try await dana(.put, "/sessions/s/memory/\(ids[2])", ["memory_block_ttl": 0]).status == 200
            )
            fixture.clock.advance(by: .seconds(10))
            #expect(try await dana.search([:]) == ["c"])
            #expect(try await dana(.put, "/sessions/s/memory/\(ids[1])", ["fact": "x"]).status == 404, "it has ended")
        }
    }

    // MARK: Changes

    @Test("A block is changed in parts, keeps its kind, and is found by its new text")
    func update() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let dana = try await CouchbaseUserCaller(call, fixture)
            let id = try await dana.facts(["keeps bees"], ["annotations": ["agent": "bot"]])[0]
            let path = "/sessions/s/memory/\(id)"
            let changed = try await dana(.put, path, ["fact": "keeps wasps"])
            #expect(changed.json["message"] == "Memory block updated successfully")
            #expect(changed.json["block"]?["fact"] == "keeps wasps")
            #expect(changed.json["block"]?["annotations"] == ["agent": "bot"], "what is omitted is kept")
            let annotated = try await dana(.put, path, ["annotations": ["team": "hive"]]).json["block"]
            #expect(annotated?["annotations"] == ["team": "hive"] && annotated?["fact"] == "keeps wasps")
            #expect(try await dana.search(["query": "wasps"]) == ["keeps wasps"])
            let turned = try await dana(.put, path, ["message": ["user_content": "x"]])
            #expect(turned.status == 400, "a fact stays a fact")
            for body in [[:], ["fact": " "], ["async_processing": true], ["prompt_vid": 1]] as [JSONValue] {
                #expect(try await dana(.put, path, body).status == 422, "\(body)")
            }
            #expect(try await dana(.put, "/sessions/s/memory/none", ["fact": "x"]).status == 404)
            #expect(try await dana(.post, "/sessions", ["session_id": "t"]).status == 201)
            #expect(try await dana(.put, "/sessions/t/memory/\(id)", ["fact": "x"]).status == 404, "another session's")
        }
    }

    @Test("Blocks are deleted by id, all of a session, and never another session's")
    func delete() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let dana = try await CouchbaseUserCaller(call, fixture)
            let ids = try await dana.facts(["a", "b", "c"])
            #expect(try await dana(.post, "/sessions", ["session_id": "t"]).status == 201)
            let path = "/sessions/t/memory"
            let foreign = try await dana(.delete, path, ["block_ids": [.string(ids[0])]])
            #expect(foreign.json == ["deleted_count": 1, "failed_count": 0, "failed_block_ids": []])
            #expect(try await dana.search([:]).count == 3)
            let some: JSONValue = ["block_ids": [.string(ids[0]), .string(ids[0]), "none"]]
            #expect(try await dana(.delete, "/sessions/s/memory", some).json["deleted_count"] == 2)
            #expect(Set(try await dana.search([:])) == ["b", "c"])
            for body in [[:], ["block_ids": []], ["block_ids": "one"], ["block_ids": [1]]] as [JSONValue] {
                #expect(try await dana(.delete, "/sessions/s/memory", body).status == 422, "\(body)")
            }
            #expect(try await dana(.delete, "/sessions/s/memory", ["block_ids": "all"]).json["deleted_count"] == 2)
            #expect(try await dana.search([:]).isEmpty)
        }
    }

    @Test("A block is ready when semantic search knows it, and failed when the model refused it")
    func states() async throws {
        let fixture = try await ServerFixture(embedder: WordsEmbedder())
        try await fixture.serve { (call) async throws in
            let dana = try await CouchbaseUserCaller(call, fixture)
            _ = try await dana.facts(["keeps bees"])
            _ = try await dana.facts(["unspeakable things"])
            while try await fixture.memories.upkeep.embedOnce() > 0 {}
            _ = try await dana.facts(["an outage"])
            let blocks = try await dana(.get, "/memory").json["memory_blocks"]?.array ?? []
            let states = Dictionary(
                uniqueKeysWithValues: blocks.map { ($0["fact"]?.string ?? "", $0["status"]?.string ?? "") }
            )
            #expect(states["keeps bees"] == "ready")
            #expect(states["unspeakable things"] == "extraction_failed")
            #expect(states["an outage"] == "processing")
        }
    }
}
