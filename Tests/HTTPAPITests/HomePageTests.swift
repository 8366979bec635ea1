import Base
import HTTPTypes
import Identity
import Memories
import TestSupport
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
            let live = try await browser.get("/?watch=1")
            #expect(live.headers[.refresh] == "5" && live.text.contains("Stop watching"))
            #expect(first.headers[.refresh] == nil && !first.text.contains("is connected."))
            let application = try await ClientApplication(call, ["client_name": "<b>Nice</b>"])
            _ = try await application.redeem(application.code(as: "alice"))
            let connected = try await browser.get("/?watch=1").text
            #expect(
                connected.contains("2 of 3 done")
                    && connected.contains("<bdi>&lt;b&gt;Nice&lt;/b&gt;</bdi> is connected.")
            )
            try await fixture.remember(call, ["Likes tea", "Likes milk"])
            #expect(try await browser.get("/?watch=1").headers[.refresh] == nil)
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

    @Test("An expired token and three wrong passwords need attention; two are the person's own slips")
    func trouble() async throws {
        let fixture = try await PagesFixture()
        let server = fixture.server
        _ = try await server.mint(.user(fixture.oauth.alice.id), fixture.oauth.alice.personalWorkspace, days: 1)
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Likes tea"])
            let attacker = Browser(call)
            for count in 1...3 {
                try await attacker.logIn(password: "wrong \(count)")
                let page = try await browser.get("/").text
                #expect(page.contains("wrong passwords for your account") == (count == 3), "\(count)")
            }
            try await attacker.logIn("bob")
            #expect(try await !attacker.get("/").text.contains("wrong passwords for"))
            server.clock.advance(by: .seconds(2 * 86_400))
            try await browser.logIn()
            let page = try await browser.get("/").text
            #expect(page.contains("The token “test” has expired") && !page.contains("wrong passwords for"))
        }
    }

    @Test("Today's card names each application that wrote, with a link to its activity; others see only their own")
    func today() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            let application = try await ClientApplication(call, ["client_name": "<b>Nice</b> App"])
            let answer = try await application.redeem(application.code(as: "alice"))
            let token = try #require(answer.json["access_token"]?.string)
            try await fixture.remember(call, ["Likes tea", "Likes milk"])
            try await fixture.remember(call, ["Secret of bob"], as: "bob")
            let change: JSONValue = ["text": "Likes green tea"]
            _ = try await call(.patch, "/v1/long-term-memory/alice-0", token: token, json: change)
            _ = try await browser.get("/memories")
            try await fixture.server.memories.upkeep.writeEvents()
            let page = try await browser.get("/").text
            #expect(page.contains("<h2>Today</h2>") && !page.contains("<b>"))
            #expect(page.contains(">2 written<") && page.contains(">1 written<"))
            #expect(!page.contains("These pages"), "looking does not write")
            let link = try #require(page.firstMatch(of: /href="(\/activity\?app=[^"]+)"><bdi>&lt;b&gt;Nice/)?.output.1)
            #expect(try await browser.get(String(link)).text.contains("Changed a memory"))
            let bob = Browser(call)
            try await bob.logIn("bob")
            let other = try await bob.get("/").text
            #expect(other.contains(">1 written<") && !other.contains("Nice"))
        }
    }

    @Test("A connection that the server ended needs attention until the application connects again")
    func ended() async throws {
        let fixture = try await PagesFixture()
        try await fixture.oauth.serve(live: true) { (call) async throws in
            try await fixture.remember(call, ["Likes tea"])
            let client = try await ClientApplication(call, ["client_name": "Codex"])
            let refresh = try #require(await client.tokens()["refresh_token"]?.string)
            _ = try await client.refresh(refresh)
            fixture.server.clock.advance(by: .seconds(60))
            #expect(try await client.refresh(refresh).json["error"] == "invalid_grant")
            let browser = Browser(call)
            try await browser.logIn()
            let page = try await browser.get("/").text
            #expect(
                page.contains("<bdi>Codex</bdi> was disconnected") && page.contains("A refresh token was used again")
            )
            _ = try await client.tokens([("prompt", "consent")])
            #expect(try await !browser.get("/").text.contains("was disconnected"))
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
