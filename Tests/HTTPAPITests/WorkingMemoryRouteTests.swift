import Base
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import HTTPAPI

@Suite struct WorkingMemoryRouteTests {
    private static let message: JSONValue = [
        "role": "user", "content": "hi", "created_at": "2026-11-21T08:00:00.123456Z",
    ]

    @Test func aSessionIsStoredListedReadAndDeleted() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(
                try await call(.get, "/v1/working-memory/s1", token: fixture.app).words == "404 Session s1 not found"
            )
            let put = try await call(
                .put,
                "/v1/working-memory/s1",
                token: fixture.app,
                json: [
                    "messages": [Self.message], "user_id": "alice", "namespace": "n", "data": ["k": [1, "x"]],
                    "ttl_seconds": 60,
                ]
            )
            #expect(put.status == 200)
            #expect(put.headers[.deprecationWarning] == nil)
            let got = try await call(.get, "/v1/working-memory/s1?user_id=alice&namespace=n", token: fixture.app)
            #expect(got.status == 200)
            for answer in [put.json, got.json] {
                #expect(answer["session_id"] == "s1" && answer["user_id"] == "alice" && answer["namespace"] == "n")
                #expect(answer["data"] == ["k": [1, "x"]] && answer["ttl_seconds"] == 60 && answer["context"] == .null)
                #expect(answer["messages"]?.array?.first?["content"] == "hi")
                #expect(answer["messages"]?.array?.first?["created_at"] == "2026-11-21T08:00:00.123Z")
                #expect(answer["messages"]?.array?.first?["discrete_memory_extracted"] == "f")
                #expect(answer["messages"]?.array?.first?["id"]?.string?.count == 26)
                #expect(answer["long_term_memory_strategy"] == ["strategy": "discrete", "config": [:]])
                #expect(answer["context_percentage_total_used"] == .null)
            }
            let list = try await call(.get, "/v1/working-memory/?limit=20&offset=0&namespace=n", token: fixture.app)
            #expect(list.json == ["sessions": ["s1"], "total": 1])
            for _ in 0..<2 {
                let gone = try await call(
                    .delete,
                    "/v1/working-memory/s1?user_id=alice&namespace=n",
                    token: fixture.app
                )
                #expect(gone.status == 200 && gone.json == ["status": "ok"])
            }
            #expect(try await call(.get, "/v1/working-memory/s1", token: fixture.app).status == 404)
        }
    }

    @Test func anIdMayHaveSlashesAndAllOtherCharacters() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for (path, id) in [("a%2Fb", "a/b"), ("%C3%A9%20%3F", "é ?"), ("a+b", "a+b")] {
                #expect(
                    try await call(.put, "/v1/working-memory/\(path)", token: fixture.app, json: [:]).json["session_id"]
                        == .string(id)
                )
                #expect(try await call(.get, "/v1/working-memory/\(path)", token: fixture.app).status == 200)
            }
            #expect(try await call(.get, "/v1/working-memory/%zz", token: fixture.app).status == 400)
        }
    }

    @Test func aWindowsResponseHasItsFillPercentages() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let put = try await call(
                .put,
                "/v1/working-memory/s?context_window_max=16000",
                token: fixture.app,
                json: ["messages": [Self.message]]
            )
            #expect(put.json["context_percentage_total_used"]?.number != nil)
            let wrong = try await call(.get, "/v1/working-memory/s?context_window_max=many", token: fixture.app)
            #expect(wrong.status == 422)
            #expect(wrong.json["errors"]?.array?.first?["loc"] == ["query", "context_window_max"])
        }
    }

    @Test func messagesWithoutATimeGetADeprecationWarning() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let session: JSONValue = ["messages": [Self.message, ["role": "user", "content": "x"]]]
            let put = try await call(.put, "/v1/working-memory/s", token: fixture.app, json: session)
            #expect(put.status == 200)
            #expect(
                put.headers[.deprecationWarning]
                    == "messages[].created_at will become required in the next major version. Please provide timestamps for all messages."
            )
        }
    }

    @Test(
        arguments: [
            (
                ["messages": [["role": "user", "content": " ", "id": "m1"]]],
                "400 Message content cannot be empty (message ID: m1)"
            ),
            (["messages": [["content": "x"]]], "422 body.messages.0.role: Field required"),
            (
                ["messages": [["role": "user", "content": 5]]],
                "422 body.messages.0.content: Input should be a valid string"
            ),
            (["messages": "x"], "422 body.messages: Input should be a valid list"),
            (["data": [1]], "422 body.data: Input should be a valid object"),
            (["memories": [["text": "x"]]], "422 body.memories.0.id: Field required"),
            (["tokens": -1], "422 body.tokens: Input should be greater than or equal to 0"),
            (["created_at": "soon"], "422 body.created_at: Input should be a valid datetime (ISO 8601)"),
            (
                ["messages": [["role": "user", "content": "x", "created_at": "2999-01-01T00:00:00Z"]]],
                "422 created_at cannot be more than 300 seconds in the future"
            ),
            (
                ["long_term_memory_strategy": ["strategy": "odd"]],
                "422 body.long_term_memory_strategy.strategy: Input should be one of 'discrete', 'summary', 'preferences', 'custom'"
            ),
            (
                ["long_term_memory_strategy": ["strategy": "custom"]],
                "422 The strategy custom needs a custom_prompt"
            ),
        ] as [(JSONValue, String)]
    )
    func anInvalidSessionGetsTheRedisServersError(json: JSONValue, words: String) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(try await call(.put, "/v1/working-memory/s", token: fixture.app, json: json).words == words)
        }
    }

    @Test func unknownMembersAreIgnored() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let json: JSONValue = [
                "session_id": "other", "new": [1], "messages": [["role": "user", "content": "x", "odd": true]],
            ]
            #expect(
                try await call(.put, "/v1/working-memory/s", token: fixture.app, json: json).json["session_id"] == "s"
            )
        }
    }

    @Test(arguments: ["limit=0", "limit=101", "limit=x", "offset=-1"])
    func anInvalidPageIsRefused(query: String) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(try await call(.get, "/v1/working-memory?\(query)", token: fixture.app).status == 422)
        }
    }
}
