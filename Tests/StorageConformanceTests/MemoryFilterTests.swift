import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct MemoryFilterTests {
    /// Four memories that differ in labels and dates.
    private func opened(_ backend: Backend) async throws -> MemoryStoreFixture {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.cyd, "a", vector: direction(1)) {
            $0.topics = ["red", "green"]
            $0.entities = ["Paris"]
            $0.sessionID = "s1"
            $0.namespace = "app/one"
            $0.createdAt = Timestamp(seconds: 10)
            $0.eventDate = Timestamp(seconds: 100)
        }
        try await fixture.remember(fixture.cyd, "b", vector: direction(2)) {
            $0.topics = ["red"]
            $0.sessionID = "s2"
            $0.namespace = "app/two"
            $0.kind = .episodic
            $0.createdAt = Timestamp(seconds: 20)
        }
        try await fixture.remember(fixture.dan, "c", vector: direction(3)) {
            $0.topics = ["blue", "100%_sure"]
            $0.createdAt = Timestamp(seconds: 30)
            $0.lastAccessed = Timestamp(seconds: 300)
        }
        try await fixture.remember(fixture.dan, "d", vector: direction(4)) {
            $0.createdAt = Timestamp(seconds: 40)
            $0.extractionStrategy = "summary"
        }
        return fixture
    }

    private static let topics: [(TagFilter.Condition, String)] = [
        (.equal("red"), "ab"), (.notEqual("red"), "cd"), (.any(["green", "blue"]), "ac"), (.any([]), ""),
        (.all(["red", "green"]), "a"), (.all([]), "abcd"), (.none(["red", "blue"]), "d"), (.none([]), "abcd"),
        (.startsWith("re"), "ab"), (.startsWith("100%_"), "c"), (.startsWith("%"), ""), (.equal("RED"), ""),
        (.equal("x' OR '1'='1"), ""),
    ]

    @Test(arguments: Backend.available, topics)
    func conditionsOnLabelsWithManyValues(backend: Backend, row: (condition: TagFilter.Condition, expected: String))
        async throws
    {
        let fixture = try await opened(backend)
        var filter = MemoryFilter()
        filter.topics = TagFilter([row.condition])
        #expect(try await fixture.ids(fixture.everyone, filter).joined() == row.expected)
        // A search is filtered in the same way.
        let found = try await fixture.find(fixture.everyone, vector: direction(0), filter: filter)
        #expect(found.map(\.memory.id).sorted().joined() == row.expected)
    }

    private static let singles:
        [(any WritableKeyPath<MemoryFilter, TagFilter?> & Sendable, TagFilter.Condition, String)] = [
            (\.sessionID, .equal("s1"), "a"), (\.sessionID, .notEqual("s1"), "bcd"),
            (\.sessionID, .any(["s1", "s2"]), "ab"),
            (\.sessionID, .any([]), ""), (\.sessionID, .none(["s1"]), "bcd"), (\.sessionID, .all(["s1"]), "a"),
            (\.sessionID, .all(["s1", "s2"]), ""), (\.namespace, .startsWith("app/"), "ab"),
            (\.namespace, .equal("app/two"), "b"),
            (\.userID, .equal("dan"), "cd"), (\.userID, .notEqual("dan"), "ab"),
            (\.userID, .any(["dan", "cyd"]), "abcd"),
            (\.userID, .startsWith("c"), "ab"), (\.kind, .equal("episodic"), "b"), (\.kind, .none(["episodic"]), "acd"),
            (\.extractionStrategy, .equal("summary"), "d"), (\.entities, .equal("Paris"), "a"),
            (\.entities, .equal("red"), ""),
        ]

    @Test(arguments: Backend.available, singles.indices)
    func conditionsOnLabelsWithOneValue(backend: Backend, index: Int) async throws {
        let (path, condition, expected) = Self.singles[index]
        let filter = MemoryFilter(path, TagFilter([condition]))
        let fixture = try await opened(backend)
        #expect(try await fixture.ids(fixture.everyone, filter).joined() == expected)
        let found = try await fixture.find(fixture.everyone, vector: direction(0), filter: filter)
        #expect(found.map(\.memory.id).sorted().joined() == expected)
    }

    private static let dates:
        [(any WritableKeyPath<MemoryFilter, DateFilter?> & Sendable, DateFilter.Condition, String)] = [
            (\.createdAt, .equal(Timestamp(seconds: 20)), "b"), (\.createdAt, .notEqual(Timestamp(seconds: 20)), "acd"),
            (\.createdAt, .before(Timestamp(seconds: 20)), "a"),
            (\.createdAt, .atOrBefore(Timestamp(seconds: 20)), "ab"),
            (\.createdAt, .after(Timestamp(seconds: 20)), "cd"),
            (\.createdAt, .atOrAfter(Timestamp(seconds: 20)), "bcd"),
            (\.createdAt, .between(Timestamp(seconds: 10), Timestamp(seconds: 30), inclusive: true), "abc"),
            (\.createdAt, .between(Timestamp(seconds: 10), Timestamp(seconds: 30), inclusive: false), "b"),
            (\.lastAccessed, .before(Timestamp(seconds: 301)), "c"), (\.eventDate, .after(Timestamp(seconds: 0)), "a"),
            (\.eventDate, .before(Timestamp(seconds: 9_999)), "a"),
            (\.eventDate, .notEqual(Timestamp(seconds: 100)), "bcd"),
        ]

    @Test(arguments: Backend.available, dates.indices)
    func conditionsOnDates(backend: Backend, index: Int) async throws {
        let (path, condition, expected) = Self.dates[index]
        let fixture = try await opened(backend)
        let found = try await fixture.ids(fixture.everyone, MemoryFilter(path, DateFilter([condition])))
        #expect(found.joined() == expected)
    }

    /// The largest filter that the service accepts stays within the limits of the database (SQLite's expression depth
    /// is 1,000).
    @Test(arguments: Backend.available)
    func theLargestFilterWorks(backend: Backend) async throws {
        let fixture = try await opened(backend)
        let values = (0..<MemoryLimits().filterValues).map { "value \($0)" }
        var filter = MemoryFilter()
        for path in [
            \.userID, \.sessionID, \.namespace, \.topics, \.entities, \.kind, \.extractionStrategy,
        ] as [WritableKeyPath<MemoryFilter, TagFilter?>] {
            filter[keyPath: path] = TagFilter([
                .equal("x"), .notEqual("y"), .notEqual("z"), .all(values), .none(values), .none(values),
                .startsWith("x"),
            ])
        }
        for path in [\.createdAt, \.lastAccessed, \.eventDate] as [WritableKeyPath<MemoryFilter, DateFilter?>] {
            filter[keyPath: path] = DateFilter([.notEqual(People.dawn), .before(People.dawn), .after(People.dawn)])
        }
        #expect(try await fixture.ids(fixture.everyone, filter) == [])
        #expect(try await fixture.find(fixture.everyone, vector: direction(0), filter: filter).isEmpty)
        filter.topics = TagFilter([.any(values)])
        #expect(try await fixture.ids(fixture.dan, filter) == [])
    }

    @Test(arguments: Backend.available)
    func allConditionsMustHold(backend: Backend) async throws {
        let fixture = try await opened(backend)
        var filter = MemoryFilter()
        filter.topics = TagFilter([.equal("red"), .notEqual("green")])
        filter.createdAt = DateFilter([.after(Timestamp(seconds: 5)), .before(Timestamp(seconds: 50))])
        filter.userID = TagFilter([.equal("cyd")])
        #expect(try await fixture.ids(fixture.everyone, filter) == ["b"])
        #expect(try await fixture.ids(fixture.dan, filter) == [])
    }
}

extension MemoryFilter {
    /// A filter of one member.
    fileprivate init<Value>(_ path: WritableKeyPath<MemoryFilter, Value?>, _ value: Value) {
        self.init()
        self[keyPath: path] = value
    }
}
