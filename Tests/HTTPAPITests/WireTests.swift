import Base
import Memories
import Testing

@testable import HTTPAPI

@Suite struct WireTests {
    private static func object(_ json: JSONValue) -> WireObject {
        WireObject(members: json.object ?? [:], path: ["body"], problems: WireProblems())
    }

    /// `place: message` of each problem.
    private static func problems(_ wire: WireObject) -> [String] {
        do {
            try wire.problems.check()
            return []
        } catch {
            return (error as? Fault)?.hints.fields.map { "\($0.path.joined(separator: ".")) \($0.kind)" } ?? ["?"]
        }
    }

    private static func filter(_ json: JSONValue, allowed: [String]? = nil) -> (TagFilter?, [String]) {
        let wire = object(["f": json])
        let filter = FilterWire.tags(wire, "f", allowed: allowed)
        return (filter, problems(wire))
    }

    @Test(
        arguments: [
            (["eq": "a"], .equal("a")), (["ne": "a"], .notEqual("a")), (["not_eq": "a"], .notEqual("a")),
            (["any": ["a", "b"]], .any(["a", "b"])), (["in_": ["a"]], .any(["a"])), (["all": ["a"]], .all(["a"])),
            (["none": ["a"]], .none(["a"])), (["not_in": ["a"]], .none(["a"])), (["startswith": "a"], .startsWith("a")),
            (["eq": "a", "ne": nil, "any": nil], .equal("a")),
        ] as [(JSONValue, TagFilter.Condition)]
    )
    func allOperatorsOfAllClientsAreParsed(json: JSONValue, condition: TagFilter.Condition) {
        let (filter, problems) = Self.filter(json)
        #expect(filter == TagFilter([condition]))
        #expect(problems.isEmpty)
    }

    @Test(
        arguments: [
            (["eq": "a", "ne": "b"], "body.f value_error"), (["eq": "a", "not_eq": "b"], "body.f value_error"),
            (["any": ["a"], "all": ["b"]], "body.f value_error"), (["in_": ["a"], "all": ["b"]], "body.f value_error"),
            (["startswith": "a", "eq": "ab"], "body.f value_error"), (["any": []], "body.f.any too_short"),
            (["none": []], "body.f.none too_short"), ([:], "body.f missing"), (["eq": nil], "body.f missing"),
            (["gt": "a"], "body.f.gt unknown_operator"), (["eq": 5], "body.f.eq string_type"),
            (["any": "a"], "body.f.any list_type"), (["any": ["a", 5]], "body.f.any.1 string_type"),
            ("alice", "body.f dict_type"),
        ] as [(JSONValue, String)]
    )
    func anInvalidFilterIsRefusedWithItsPath(json: JSONValue, problem: String) {
        #expect(Self.filter(json).1 == [problem])
    }

    @Test func theErrorNamesAnUnknownOperator() throws {
        let wire = Self.object(["topics": ["contains\n": "x"]])
        _ = FilterWire.tags(wire, "topics")
        let fault = #expect(throws: Fault.self) { try wire.problems.check() }
        #expect(
            fault?.detail.hasPrefix("body.topics.contains\n: Unknown filter operator 'contains?'; known: eq") == true
        )
    }

    @Test func anUnknownKindIsRefused() {
        #expect(Self.filter(["any": ["semantic", "odd"]], allowed: ["semantic"]).1 == ["body.f enum"])
        #expect(Self.filter(["not_in": ["semantic"]], allowed: ["semantic"]).1 == [])
    }

    private static let day = Timestamp(iso8601: "2026-01-01T00:00:00Z")!
    private static let next = Timestamp(iso8601: "2026-01-02T00:00:00Z")!

    @Test(
        arguments: [
            (["gte": "2026-01-01"], [.atOrAfter(day)]), (["gt": "2026-01-01T00:00:00+00:00"], [.after(day)]),
            (["lte": "2026-01-01T00:00:00.000Z"], [.atOrBefore(day)]), (["lt": 1_767_225_600], [.before(day)]),
            (["eq": 1_767_225_600_000], [.equal(day)]), (["ne": "2026-01-01"], [.notEqual(day)]),
            (["between": ["2026-01-01", "2026-01-02"]], [.between(day, next, inclusive: true)]),
            (
                ["between": ["2026-01-01", "2026-01-02"], "inclusive": "neither"],
                [.between(day, next, inclusive: false)]
            ),
            (["between": ["2026-01-01", "2026-01-02"], "inclusive": false], [.between(day, next, inclusive: false)]),
            (["between": ["2026-01-01", "2026-01-02"], "inclusive": "left"], [.atOrAfter(day), .before(next)]),
            (["between": ["2026-01-01", "2026-01-02"], "inclusive": "right"], [.after(day), .atOrBefore(next)]),
        ] as [(JSONValue, [DateFilter.Condition])]
    )
    func dateFiltersAreParsed(json: JSONValue, conditions: [DateFilter.Condition]) {
        let wire = Self.object(["f": json])
        #expect(FilterWire.dates(wire, "f") == DateFilter(conditions))
        #expect(Self.problems(wire) == [])
    }

    @Test(
        arguments: [
            (["gte": "yesterday"], "body.f.gte datetime_type"),
            (["between": ["2026-01-01"]], "body.f.between datetime_type"),
            (["between": ["2026-01-01", "x"]], "body.f.between datetime_type"),
            (["any": ["2026-01-01"]], "body.f.any unknown_operator"),
            (["between": ["2026-01-01", "2026-01-02"], "inclusive": "some"], "body.f.inclusive enum"),
            ([:], "body.f missing"),
        ] as [(JSONValue, String)]
    )
    func anInvalidDateFilterIsRefused(json: JSONValue, problem: String) {
        let wire = Self.object(["f": json])
        _ = FilterWire.dates(wire, "f")
        #expect(Self.problems(wire) == [problem])
    }

    @Test func numbersAndFlagsMayBeText() {
        let wire = Self.object(["a": "16000", "b": 5.0, "c": "0.5", "d": "true", "e": 0, "f": nil])
        #expect(wire.integer("a") == 16_000)
        #expect(wire.integer("b") == 5)
        #expect(wire.number("c") == 0.5)
        #expect(wire.bool("d") == true)
        #expect(wire.bool("e") == false)
        #expect(wire.integer("f") == nil && wire.integer("absent") == nil)
        #expect(Self.problems(wire) == [])
    }

    @Test func theErrorListsEveryInvalidField() {
        let wire = Self.object([
            "text": 5, "limit": 0, "search_mode": "odd", "hybrid_alpha": "x", "offset": -1, "unknown": 5,
        ])
        #expect(throws: Fault.self) { try SearchWire.query(wire, MemoryLimits(), .own) }
        #expect(
            Set(Self.problems(wire)) == [
                "body.text string_type", "body.limit greater_than_equal", "body.search_mode enum",
                "body.hybrid_alpha float_type",
                "body.offset greater_than_equal",
            ]
        )
    }

    @Test func aSearchThatSaysNothingHasTheServersDefaults() throws {
        func query(_ members: [String: JSONValue]) throws -> MemoryQuery {
            try SearchWire.query(Self.object(.object(members)), MemoryLimits(), .own)
        }
        #expect(try query([:]) == MemoryQuery())
        #expect(try query(["recency_boost": true]).recency == RecencyOptions())
        #expect(try query(["recency_recency_weight": 0.5]).recency?.recencyWeight == 0.5)
        #expect(try query(["recency_recency_weight": 0.5, "recency_boost": false]).recency == nil)
    }

    /// Its clients name `optimize_query` in the address of every search, whatever its value.
    @Test func aSearchByAClientOfTheRedisServerHasThatServersDefaults() throws {
        #expect(SearchDialect(namesOptimizeQuery: true) == .redis && SearchDialect(namesOptimizeQuery: false) == .own)
        let query = try SearchWire.query(Self.object([:]), MemoryLimits(), .redis)
        #expect(query == MemoryQuery(mode: .semantic, hybridAlpha: 0.7, recency: RecencyOptions()))
        let hybrid = try SearchWire.query(
            Self.object(["search_mode": "hybrid", "recency_boost": false]),
            MemoryLimits(),
            .redis
        )
        #expect(hybrid == MemoryQuery(mode: .hybrid, hybridAlpha: 0.7))
    }

    @Test func aPromptSearchesItsUsersMemoriesForItsQuery() throws {
        let wire = Self.object([
            "query": "q", "session": ["session_id": "s", "user_id": "u", "context_window_max": "16000"],
            "long_term_search": true,
        ])
        let request = try PromptWire.request(wire, MemoryLimits(), .own)
        #expect(request.window?.maxTokens == 16_000)
        #expect(request.search?.text == "q")
        #expect(request.search?.page == PageRequest(limit: 20))
        #expect(request.search?.filter.userID == TagFilter([.equal("u")]))
        #expect(request.search?.filter.sessionID == TagFilter([.notEqual("s")]))
        let own = try PromptWire.request(
            Self.object([
                "query": "q", "session": ["session_id": "s", "user_id": "u"],
                "long_term_search": ["user_id": ["eq": "v"]],
            ]),
            MemoryLimits(),
            .own
        )
        #expect(own.search?.filter.userID == TagFilter([.equal("v")]))
    }

    @Test(arguments: [["query": "q"], ["query": "q", "long_term_search": false]] as [JSONValue])
    func aPromptWithoutSessionAndSearchIsRefused(json: JSONValue) {
        let fault = #expect(throws: Fault.self) { try PromptWire.request(Self.object(json), MemoryLimits(), .own) }
        #expect(fault?.detail == "Either session or long_term_search must be provided")
    }

    @Test func theLastValueOfARepeatedParameterCountsUnlessAllAreRead() throws {
        let query = try QueryWire("a=1&a=2&b=x%2Fy+z&&c")
        #expect(query.wire.text("a") == "2")
        #expect(query.values("a") == ["1", "2"])
        #expect(query.wire.text("b") == "x/y z")
        #expect(query.wire.text("c") == "")
        #expect(query.values("c") == [""])
        for broken in ["a=%zz", String(repeating: "a=1&", count: 101)] {
            #expect(throws: Fault.self) { try QueryWire(broken) }
        }
        #expect(try QueryWire(String(repeating: "a=1&", count: 101), atMost: 101).values("a").count == 101)
    }
}
