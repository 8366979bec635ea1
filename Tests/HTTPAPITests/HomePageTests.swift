import Base
import HTTPTypes
import Identity
import Memories
import Testing

@testable import HTTPAPI

@Suite("The home page") struct HomePageTests {
    @Test("Strangers see the start page, a new person the first steps, later their own numbers")
    func kinds() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            #expect(try await call(.get, "/").text.contains("Your AI agents remember"))
            let first = try await browser.get("/")
            #expect(first.text.contains("<h1>Welcome, alice</h1>") && first.text.contains("https://memory.example/mcp"))
            #expect(first.text.contains("1 of 3 done") && first.headers[.cacheControl] == "no-store")
            try await fixture.remember(call, ["Secret of bob"], as: "bob")
            #expect(try await browser.get("/").text.contains("1 of 3 done"), "bob's memories change nothing")
            try await fixture.remember(call, ["Likes tea", "Likes milk"])
            try await fixture.converse(call, "s", ["Hello"])
            let page = try await browser.get("/").text
            #expect(page.contains("<dd>2<small>+2 today</small></dd>") && page.contains("Open sessions</dt><dd>1</dd>"))
            #expect(page.contains("Likes tea") && !page.contains("Secret of bob"))
            #expect(page.contains("New memories a day over 26 weeks: 2 in all") && page.utf8.count < 60_000)
            #expect(page.contains("Search works by words only"))
            #expect(page.matches(of: /<rect class="l4" x/).count == 1 && !page.contains(" style="))
        }
    }

    @Test("A token that expires within a week needs attention", arguments: [(3, true), (8, false)])
    func endingToken(days: Int, isShown: Bool) async throws {
        let fixture = try await PagesFixture()
        let server = fixture.server
        _ = try await server.mint(.user(fixture.oauth.alice.id), fixture.oauth.alice.personalWorkspace, days: days)
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Likes tea"])
            #expect(try await browser.get("/").text.contains("The token “test” expires in") == isShown)
        }
    }

    @Test("The map has a column a week that ends today, with the darkest square on the busiest day")
    func map() {
        let now = Timestamp(iso8601: "2026-11-29T10:00:00Z")!
        let map = ActivityMap(
            [MemoryDay(day: now.day, count: 1), MemoryDay(day: now.day - 1, count: 8), MemoryDay(day: 1, count: 99)],
            now: now
        )
        // A Sunday ends the last week.
        #expect(map.cells.count == ActivityMap.dayCount && map.cells.last?.x == 380 && map.cells.last?.y == 100)
        #expect(map.cells.suffix(2).map(\.level) == [4, 1] && map.cells.dropLast(2).allSatisfy { $0.level == 0 })
        #expect(map.sentence == "New memories a day over 26 weeks: 9 in all, most on 28 November 2026 (8)")
        #expect(map.rows.last?.month == "November 2026" && map.rows.last?.count == "9")
        #expect(ActivityMap([], now: now).sentence.hasSuffix("0 in all"))
    }

    @Test(
        "Times are shown by how long ago they were",
        arguments: [
            (0, "just now"), (-5, "just now"), (61, "1 min ago"), (7_300, "2 h ago"), (90_000, "yesterday"),
            (400_000, "4 days ago"), (1_000_000, "17 November 2026"),
        ]
    )
    func times(seconds: Int, text: String) {
        let now = Timestamp(iso8601: "2026-11-29T10:00:00Z")!
        let time = ShownTime(now.advanced(by: .seconds(-seconds)), now: now)
        #expect(time.text == text && time.exact.hasSuffix(" UTC"))
    }

    @Test(
        "Numbers are grouped by thousands",
        arguments: [(0, "0"), (999, "999"), (1_284, "1,284"), (-1_234_567, "-1,234,567")]
    )
    func numbers(number: Int, text: String) {
        #expect(number.grouped == text)
    }
}
