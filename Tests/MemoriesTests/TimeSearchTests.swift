import Base
import Identity
import TestSupport
import Testing

@testable import Memories

@Suite("Searches with a time in the question")
struct TimeSearchTests {
    private func fixture(_ memories: [(id: String, text: String, age: Int64, event: Int64?)]) async throws
        -> MemoryServiceFixture
    {
        let fixture = MemoryServiceFixture()
        let stored = memories.map { row in
            var memory = fixture.memory(row.id, row.text, age: row.age)
            memory.eventDate = row.event.map {
                Timestamp(milliseconds: fixture.clock.now().milliseconds - $0 * 86_400_000)
            }
            return memory
        }
        _ = try await fixture.service.remember(MemoryServiceFixture.ann(), stored, deduplicate: false)
        return fixture
    }

    private func ids(_ fixture: MemoryServiceFixture, _ text: String, _ mode: SearchMode) async throws -> [String] {
        let query = MemoryQuery(text: text, mode: mode)
        return try await fixture.service.search(MemoryServiceFixture.ann(.read), query).memories.map(\.memory.id)
    }

    @Test("Memories of the time come first, and the others stay in the result", arguments: SearchMode.allCases)
    func preference(mode: SearchMode) async throws {
        let fixture = try await fixture([
            ("today", "tea with Marco", 0, nil), ("yesterday", "tea with Marco", 1, nil),
            ("old", "tea with Marco", 400, nil), ("told", "tea with Marco", 0, 400),
        ])
        #expect(try await ids(fixture, "tea with Marco", mode) == ["today", "told", "yesterday", "old"])
        #expect(try await ids(fixture, "tea with Marco yesterday", mode).first == "yesterday")
        let lastYear = try await ids(fixture, "tea with Marco in 2025", mode)
        #expect(lastYear.prefix(2) == ["told", "old"] && lastYear.count == 4)
    }

    @Test("A question without a phrase about time asks the store once, with all its words")
    func without() async throws {
        let fixture = try await fixture([("tea", "tea with Marco", 0, nil)])
        for text in ["May I have tea?", "since it is tea", "tea since we moved"] {
            let before = fixture.store.requests.count
            let answer = try await ids(fixture, text, .keyword)
            #expect(answer == ["tea"])
            let requests = fixture.store.requests.dropFirst(before)
            // The event is looked up first and is unknown.
            #expect(requests.count == (text.contains("moved") ? 2 : 1))
            #expect(requests.last?.words == QueryWords.of(text) && requests.last?.filter == MemoryFilter())
        }
    }

    @Test("The words of the phrase are looked up, too, once in all memories and once in those of the time")
    func words() async throws {
        let fixture = try await fixture([])
        for (text, words) in [("tea last year", ["tea", "last", "year"]), ("yesterday", ["yesterday"])] {
            let before = fixture.store.requests.count
            _ = try await ids(fixture, text, .keyword)
            let requests = fixture.store.requests.dropFirst(before)
            #expect(requests.map(\.words) == [words, words] && requests.first?.filter == MemoryFilter())
            let filter = try #require(requests.last?.filter)
            #expect(filter.after != nil && filter.before != nil)
        }
    }

    @Test("A date without a time of day is that day in every zone", arguments: [-300, 0, 300])
    func zones(minutes: Int) async throws {
        let fixture = try await fixture([])
        var memory = fixture.memory("may", "tea", age: 0)
        memory.eventDate = Timestamp(iso8601: "2024-05-01")
        let others = [fixture.memory("june", "tea", age: 0), fixture.memory("april", "tea", age: 0)]
        _ = try await fixture.service.remember(MemoryServiceFixture.ann(), [memory] + others, deduplicate: false)
        var query = MemoryQuery(text: "tea in May 2024", mode: .keyword)
        query.minutesAhead = minutes
        let found = try await fixture.service.search(MemoryServiceFixture.ann(.read), query).memories
        #expect(found.first?.memory.id == "may" && found.count == 3)
    }

    @Test("An event is dated by the memories with all its words, if they agree on the day")
    func events() async throws {
        let rows: [(id: String, text: String, age: Int64, event: Int64?)] = [
            ("move", "We moved to Oslo", 0, 100), ("plan", "moved the meeting", 3, nil),
            ("before", "tea", 200, nil), ("after", "tea", 50, nil),
        ]
        func teas(_ fixture: MemoryServiceFixture, _ text: String) async throws -> [String] {
            try await ids(fixture, text, .keyword).filter { ["before", "after"].contains($0) }
        }
        let fixture = try await fixture(rows)
        #expect(try await teas(fixture, "tea since we moved") == ["after", "before"])
        #expect(try await teas(fixture, "tea before we moved") == ["before", "after"])
        // Without an event date, the time that the memory names counts.
        let told = try await self.fixture([("move", "We moved to Oslo in October 2026", 0, nil)] + rows.dropFirst())
        #expect(try await teas(told, "tea since we moved") == ["after", "before"])
        #expect(try await teas(told, "tea before we moved") == ["before", "after"])
        let unclear = try await self.fixture(rows + [("again", "We moved in May 2020", 0, nil)])
        #expect(try await teas(unclear, "tea before we moved") == ["after", "before"])
        let twice = try await self.fixture(rows + [("again", "We moved to Bergen", 0, 10)])
        #expect(try await teas(twice, "tea before we moved") == ["after", "before"])
        #expect(try await teas(twice, "tea before we moved to Oslo") == ["before", "after"])
    }

    @Test("The caller's own limits of time are kept")
    func narrowed() {
        func time(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }
        var filter = MemoryFilter()
        (filter.after, filter.before) = (time(10), time(20))
        let narrowed = filter.narrowed(to: TimeWindow(from: time(5), to: time(15)))
        #expect(narrowed.after == time(10) && narrowed.before == time(15))
        let open = MemoryFilter().narrowed(to: TimeWindow(from: nil, to: time(15)))
        #expect(open.after == nil && open.before == time(15))
    }
}
