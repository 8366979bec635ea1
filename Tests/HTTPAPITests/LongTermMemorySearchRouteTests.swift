import Base
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@testable import HTTPAPI

extension LongTermMemoryRouteTests {
    @Test(arguments: ["semantic", "keyword", "hybrid"])
    func everySearchModeUsesKeywordsWithoutAModel(mode: String) async throws {
        try await filled { (call, fixture) async throws in
            let answer = try await call(
                .post,
                Self.path + "/search?optimize_query=false",
                token: fixture.app,
                json: ["text": "tea", "search_mode": .string(mode)]
            )
            #expect(answer.status == 200, "\(answer.text)")
            let found = try #require(answer.json["memories"]?.array?.first)
            #expect(found["id"] == "m1" && found["dist"]?.number != nil)
            #expect(answer.json["total"] == 1 && answer.json["next_offset"] == .null)
            if mode != "keyword" { #expect(answer.json["notice"]?.string?.isEmpty == false) }
        }
    }

    @Test func aSearchWithoutTextListsByFilter() async throws {
        try await filled { (call, fixture) async throws in
            func ids(_ json: JSONValue) async throws -> [String] {
                let answer = try await call(.post, Self.path + "/search", token: fixture.app, json: json)
                return (answer.json["memories"]?.array ?? []).compactMap { $0["id"]?.string }.sorted()
            }
            #expect(try await ids([:]) == ["m1", "m2"])
            #expect(try await ids(["text": "", "user_id": ["in_": ["ada"]]]) == ["m1"])
            #expect(try await ids(["topics": ["none": ["drinks"]]]) == ["m2"])
            #expect(try await ids(["memory_type": ["eq": "episodic"]]) == ["m2"])
            #expect(try await ids(["user_id": ["startswith": "a"]]) == ["m1"])
            #expect(try await ids(["created_at": ["gt": "2999-01-01"]]) == [])
        }
    }

    @Test(
        arguments: [
            (
                ["distance_threshold": 0.5, "search_mode": "keyword"],
                "400 distance_threshold is only supported for semantic search mode"
            ),
            (
                ["topics": ["like": "x"]],
                "422 body.topics.like: Unknown filter operator 'like'; known: eq, ne, any, all, none, startswith"
            ),
            (
                ["memory_type": ["eq": "odd"]],
                "422 body.memory_type: Input should be one of 'episodic', 'semantic', 'message'"
            ),
            (
                ["topics": ["all": .array(.init(repeating: "x", count: 1_001))]],
                "422 A condition on topics must have at most 100 values"
            ),
            (["limit": 0], "422 body.limit: Input should be greater than or equal to 1"),
            (
                ["text_scorer": "TFIDF"],
                "422 body.text_scorer: Input should be one of 'BM25STD', 'BM25STD.NORM', 'BM25STD.TANH', 'BM25'"
            ),
        ] as [(JSONValue, String)]
    )
    func anInvalidSearchIsRefused(json: JSONValue, words: String) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(try await call(.post, Self.path + "/search", token: fixture.app, json: json).words == words)
        }
    }

    @Test func theNoticeNamesAnIgnoredOption() async throws {
        try await filled { (call, fixture) async throws in
            let answer = try await call(
                .post,
                Self.path + "/search?optimize_query=true",
                token: fixture.app,
                json: ["search_mode": "keyword"]
            )
            #expect(answer.json["notice"]?.string?.contains("optimize_query") == true)
            let prompt = try await call(
                .post,
                "/v1/memory/prompt?optimize_query=true",
                token: fixture.app,
                json: ["query": "q", "long_term_search": true]
            )
            #expect(prompt.json["notice"]?.string?.contains("optimize_query") == true)
        }
    }
}
