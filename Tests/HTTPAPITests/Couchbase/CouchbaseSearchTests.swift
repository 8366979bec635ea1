import Base
import HTTPTypes
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Couchbase Agent Memory: searches of memory blocks") struct CouchbaseSearchTests {
    /// Session `s` with a fact each minute, and session `t` with one.
    private func seeded(_ call: Caller, _ fixture: ServerFixture) async throws -> (CouchbaseUserCaller, [String]) {
        let dana = try await CouchbaseUserCaller(call, fixture)
        #expect(try await dana(.post, "/sessions", ["session_id": "t"]).status == 201)
        var ids: [String] = []
        for (index, fact) in ["bees in May", "bees in June", "bees in July"].enumerated() {
            let more: [String: JSONValue] = [
                "annotations": ["agent": index == 0 ? "scout" : "bot", "place": "hive"],
                "created_at": .string("2024-0\(7 - index)-01T00:00:00Z"),
            ]
            ids += try await dana.facts([fact], more)
            fixture.clock.advance(by: .seconds(60))
        }
        let other: JSONValue = ["facts": ["bees elsewhere"]]
        #expect(try await dana(.post, "/sessions/t/memory", other).status == 201)
        return (dana, ids)
    }

    @Test("Filters alone list every block that they admit, in the order asked for")
    func filters() async throws {
        let fixture = try await ServerFixture()
        let start = fixture.clock.now()
        @Sendable func at(_ minutes: Int) -> JSONValue { .string("\(start.advanced(by: .seconds(minutes * 60)))") }
        try await fixture.serve { (call) async throws in
            let (dana, ids) = try await seeded(call, fixture)
            let (may, june, july, other) = ("bees in May", "bees in June", "bees in July", "bees elsewhere")
            for (filters, expected) in [
                ([:], [july, june, may]),
                (["order_by": "created_at"], [may, june, july]),
                (["session_ids": "all"], [other, july, june, may]),
                (["session_ids": ["all"]], [other, july, june, may]),
                (["session_ids": ["t"]], [other]),
                (["session_ids": ["s", "t", "none"]], [other, july, june, may]),
                (["block_ids": [.string(ids[1]), "none"]], [june]),
                (["annotations": ["agent": "bot"]], [july, june]),
                (["annotations": ["agent": "bot"], "annotation_filter_mode": "post"], [july, june]),
                (["annotations": ["agent": "Bot"]], []),
                (["annotations": ["agent": "scout", "place": "hive"]], [may]),
                (["annotations": ["agent": "scout", "place": "x"]], []),
                (["start_time": at(1)], [july, june]),
                (["end_time": at(1)], [may]),
                (["start_time": at(1), "end_time": at(2)], [june]),
                (["created_start_time": "2024-06-01T00:00:00Z"], [june, may]),
                (
                    ["created_start_time": "2024-05-01T00:00:00Z", "created_end_time": "2024-07-01T00:00:00Z"],
                    [july, june]
                ),
                (["prompt_id": "p"], []),
            ] as [(JSONValue, [String])] {
                #expect(try await dana.search(["filters": filters]) == expected, "\(filters)")
            }
        }
    }

    @Test("A question ranks the best few; annotations filter before or after they are chosen")
    func questions() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let (dana, _) = try await seeded(call, fixture)
            func search(_ filters: JSONValue) async throws -> [String] {
                try await dana.search(["query": "bees in June", "filters": filters])
            }
            #expect(try await search([:]).first == "bees in June")
            #expect(try await search(["relevant_k": 1]) == ["bees in June"])
            let scout: [String: JSONValue] = ["annotations": ["agent": "scout"], "relevant_k": 1]
            #expect(try await search(.object(scout)) == ["bees in May"])
            let later = scout.merging(["annotation_filter_mode": "post"]) { $1 }
            #expect(try await search(.object(later)) == [], "the best one has another annotation")
            #expect(try await search(["session_ids": ["t"]]) == ["bees elsewhere"])
            let found = try await dana(.post, "/sessions/s/memory/search", ["query": "bees in June"]).json
            let block = try #require(found["memory_blocks"]?.array?.first)
            #expect(found["count"] == 3 && block["rel_score"]?.number ?? 0 > 0)
        }
    }

    @Test(
        "Wrong filters are refused",
        arguments: [
            ["query": " "], ["query": 1], ["filters": []], ["filters": ["session_ids": []]],
            ["filters": ["session_ids": [""]]], ["filters": ["block_ids": []]], ["filters": ["relevant_k": 0]],
            ["filters": ["annotations": ["a.b": "c"]]], ["filters": ["annotation_filter_mode": "x"]],
            ["filters": ["order_by": "x"]], ["filters": ["start_time": "x"]], ["filters": ["prompt_vid": 1]],
        ] as [JSONValue]
    )
    func refused(body: JSONValue) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let dana = try await CouchbaseUserCaller(call, fixture)
            let answer = try await dana(.post, "/sessions/s/memory/search", body)
            #expect(answer.status == 422 && answer.json["error"] == "INVALID_REQUEST", "\(answer.text)")
        }
    }

    @Test("Blocks of a user are listed in pages", arguments: ["limit=0", "limit=201", "offset=-1", "order_by=x"])
    func pages(wrong: String) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let (dana, _) = try await seeded(call, fixture)
            let page = try await dana(.get, "/memory?limit=2&offset=1").json
            #expect(
                page["memory_blocks"]?.array?.compactMap { $0["fact"]?.string } == ["bees in July", "bees in June"]
            )
            #expect(page["count"] == 2 && page["total"] == 4 && page["offset"] == 1)
            #expect(try await dana(.get, "/memory?session_ids=t,none").json["total"] == 1)
            let answer = try await dana(.get, "/memory?\(wrong)")
            #expect(answer.status == 422, "\(wrong)")
        }
    }

    @Test("A memory that a person changed or put away is shown as it is now")
    func changedElsewhere() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let (dana, ids) = try await seeded(call, fixture)
            let path = "/v1/long-term-memory/\(ids[0])"
            #expect(try await call(.patch, path, token: fixture.app, json: ["text": "wasps"]).status == 200)
            let archived: JSONValue = ["memory_ids": [.string(ids[1])]]
            #expect(
                try await call(.post, "/v1/long-term-memory/archive", token: fixture.app, json: archived).status == 200
            )
            #expect(try await dana.search([:]) == ["bees in July", "wasps"])
        }
    }
}
