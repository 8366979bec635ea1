import Base
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct LongTermMemoryRouteTests {
    static let memories: JSONValue = [
        "memories": [
            [
                "id": "m1", "text": "Ada likes green tea", "user_id": "ada", "namespace": "n", "topics": ["drinks"],
                "entities": ["Ada"],
            ],
            [
                "id": "m2", "text": "Bob plays chess on Sundays", "user_id": "bob", "topics": ["games"],
                "memory_type": "episodic",
            ],
        ]
    ]
    static let path = "/v1/long-term-memory"

    func filled(_ body: @Sendable (Caller, ServerFixture) async throws -> Void) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let created = try await call(.post, Self.path + "/", token: fixture.app, json: Self.memories)
            #expect(created.status == 200 && created.json == ["status": "ok"], "\(created.text)")
            try await body(call, fixture)
        }
    }

    @Test func aMemoryIsStoredReadUpdatedAndDeleted() async throws {
        try await filled { (call, fixture) async throws in
            let got = try await call(.get, Self.path + "/m1", token: fixture.app)
            #expect(
                got.json["text"] == "Ada likes green tea" && got.json["user_id"] == "ada"
                    && got.json["session_id"] == .null
            )
            #expect(got.json["memory_type"] == "semantic" && got.json["discrete_memory_extracted"] == "t")
            #expect(
                got.json["topics"] == ["drinks"] && got.json["pinned"] == false && got.json["persisted_at"] != .null
            )
            let changed = try await call(
                .patch,
                Self.path + "/m1",
                token: fixture.app,
                json: ["text": "Ada likes black tea", "pinned": true, "topics": nil]
            )
            #expect(
                changed.json["text"] == "Ada likes black tea" && changed.json["pinned"] == true
                    && changed.json["topics"] == ["drinks"]
            )
            let deleted = try await call(
                .delete,
                Self.path + "?memory_ids=m1&memory_ids=m2&memory_ids=m3",
                token: fixture.app
            )
            #expect(deleted.json == ["status": "ok, deleted 2 memories"])
            #expect(
                try await call(.get, Self.path + "/m1", token: fixture.app).words == "404 Memory with ID m1 not found"
            )
            #expect(try await call(.patch, Self.path + "/m1", token: fixture.app, json: ["text": "x"]).status == 404)
            #expect(try await call(.delete, Self.path, token: fixture.app).json == ["status": "ok, deleted 0 memories"])
        }
    }

    /// Paths that are operations with POST are memories with GET and PATCH.
    @Test(arguments: ["search", "forget", "compact"])
    func aMemorysIdMayBeTheNameOfAnOperation(id: String) async throws {
        try await filled { (call, fixture) async throws in
            let memory: JSONValue = ["id": .string(id), "text": "Its name is a word of the API"]
            #expect(try await call(.post, Self.path, token: fixture.app, json: ["memories": [memory]]).status == 200)
            #expect(try await call(.get, Self.path + "/\(id)", token: fixture.app).json["id"]?.string == id)
            let changed = try await call(.patch, Self.path + "/\(id)/", token: fixture.app, json: ["pinned": true])
            #expect(changed.json["pinned"] == true && changed.json["id"]?.string == id)
            #expect(try await call(.get, Self.path + "/\(id)").status == 401)
        }
    }

    @Test(
        arguments: [
            ["offset": 1_000_000, "text": "tea"], ["offset": 1_000_000],
            ["offset": 1_000_000, "limit": 100, "text": "tea"],
        ] as [JSONValue]
    )
    func aPageBeyondTheLastIsEmpty(question: JSONValue) async throws {
        try await filled { (call, fixture) async throws in
            let answer = try await call(.post, Self.path + "/search", token: fixture.app, json: question)
            #expect(answer.json["memories"] == [] && answer.json["next_offset"] == .null, "\(answer.text)")
        }
    }

    @Test func theSettingLimitsThePageSize() async throws {
        try await filled { (call, fixture) async throws in
            let answer = try await call(.post, Self.path + "/search", token: fixture.app, json: ["limit": 101])
            #expect(answer.words == "422 limit must be at most 100")
            let sessions = try await call(.get, "/v1/working-memory?limit=101", token: fixture.app)
            #expect(sessions.words == "422 limit must be at most 100")
        }
    }

    @Test func anEmptyUpdateIsRefused() async throws {
        try await filled { (call, fixture) async throws in
            #expect(
                try await call(.patch, Self.path + "/m1", token: fixture.app, json: ["text": nil]).words
                    == "400 No fields provided for update"
            )
            let misspelled = try await call(.patch, Self.path + "/m1", token: fixture.app, json: ["topix": ["x"]])
            #expect(misspelled.words == "400 No fields provided for update")
            #expect(misspelled.json["hint"] == "The server does not know these members: topix.")
        }
    }

    @Test(
        arguments: [
            ([:], "422 body.memories: Field required"),
            (["memories": [["text": "x"]]], "422 body.memories.0.id: Field required"),
            (["memories": [["id": "", "text": "x"]]], "422 Memory at index 0 has empty id"),
            (
                ["memories": [["id": "a", "text": "b"], ["id": "c", "text": " "]]],
                "422 Memory at index 1 has empty text"
            ),
            (
                ["memories": [["id": "a", "text": "b", "memory_type": "odd"]]],
                "422 body.memories.0.memory_type: Input should be one of 'episodic', 'semantic', 'message'"
            ),
            (
                ["memories": [["id": "a", "text": "b", "topics": "x"]]],
                "422 body.memories.0.topics: Input should be a valid list"
            ),
            (
                ["memories": [["id": "a", "text": "b", "access_count": .integer(.max)]]],
                "422 body.memories.0.access_count: Input should be less than or equal to 2147483647"
            ),
            (
                ["memories": [["id": "a", "text": "b", "event_date": 900_000_000_000_000]]],
                "422 body.memories.0.event_date: Input should be a valid datetime (ISO 8601)"
            ),
            (
                ["memories": [["id": 1, "text": true]]],
                "422 body.memories.0.id: Input should be a valid string (and 1 more)"
            ),
        ] as [(JSONValue, String)]
    )
    func anInvalidMemoryIsRefusedWithItsPath(json: JSONValue, words: String) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(try await call(.post, Self.path, token: fixture.app, json: json).words == words)
        }
    }

    @Test func forgettingIsADryRunByDefault() async throws {
        try await filled { (call, fixture) async throws in
            fixture.clock.advance(by: .seconds(40 * 86_400))
            let policy: JSONValue = ["policy": ["max_age_days": 30], "pinned_ids": ["m2"]]
            let rehearsal = try await call(.post, Self.path + "/forget", token: fixture.app, json: policy)
            #expect(rehearsal.json == ["scanned": 2, "deleted": 1, "deleted_ids": ["m1"], "dry_run": true])
            #expect(try await call(.get, Self.path + "/m1", token: fixture.app).status == 200)
            let real = try await call(
                .post,
                Self.path + "/forget?dry_run=false&user_id=ada",
                token: fixture.app,
                json: policy
            )
            #expect(real.json == ["scanned": 1, "deleted": 1, "deleted_ids": ["m1"], "dry_run": false])
            #expect(
                try await call(.post, Self.path + "/forget", token: fixture.app, json: [:]).words
                    == "422 body.policy: Field required"
            )
        }
    }

    @Test func identicalMemoriesAreMerged() async throws {
        try await filled { (call, fixture) async throws in
            let again: JSONValue = [
                "memories": [["id": "m9", "text": "Ada likes green tea", "user_id": "ada"]], "deduplicate": false,
            ]
            #expect(try await call(.post, Self.path, token: fixture.app, json: again).status == 200)
            let compacted = try await call(.post, Self.path + "/compact?user_id=ada", token: fixture.app)
            #expect(compacted.json["status"]?.string?.hasSuffix("memories remaining after compaction") == true)
        }
    }

    @Test func aPromptHasTheSessionTheMemoriesAndTheQueryInOrder() async throws {
        try await filled { (call, fixture) async throws in
            let session: JSONValue = [
                "context": "They met.",
                "messages": [["role": "tool", "content": "t", "created_at": "2026-01-01T00:00:00Z"]],
            ]
            #expect(try await call(.put, "/v1/working-memory/s", token: fixture.app, json: session).status == 200)
            let answer = try await call(
                .post,
                "/v1/memory/prompt",
                token: fixture.app,
                json: [
                    "query": "green tea?", "session": ["session_id": "s", "context_window_max": "16000"],
                    "long_term_search": ["search_mode": "keyword"],
                ]
            )
            let lines = (answer.json["messages"]?.array ?? []).map {
                "\($0["role"]?.string ?? "") \($0["content"]?["text"]?.string ?? "")"
            }
            #expect(
                lines == [
                    "system ## A summary of the conversation so far:\nThey met.", "assistant t",
                    "system ## Long term memories related to the user's query\n - Ada likes green tea (ID: m1)",
                    "user green tea?",
                ]
            )
            #expect(answer.json["messages"]?.array?.first?["content"]?["annotations"] == .null)
            #expect(answer.json["long_term_memories"]?.array?.first?["id"] == "m1")
            let nothing = try await call(
                .post,
                "/v1/memory/prompt",
                token: fixture.app,
                json: [
                    "query": "q", "session": ["session_id": "none"], "long_term_search": ["user_id": ["eq": "nobody"]],
                ]
            )
            #expect(nothing.json["long_term_memories"] == .null)
            #expect(nothing.json["messages"]?.array?.count == 2)
        }
    }
}
