import Base
import HTTPTypes
import Identity
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Pages stay small however much there is and however long the names are") struct PageSizeTests {
    /// The most bytes of a page.
    private static let most = 60_000

    @Test(
        "A name is cut to a number of characters, and earlier when they are large in HTML",
        arguments: [
            ("short", 5, "short"), ("longer", 5, "long…"), ("", 5, ""), ("<<<<<<", 3, "<<…"), ("金曜日", 3, "金曜日"),
            ("金曜日まで", 4, "金曜日…"), ("a" + String(repeating: "\u{301}", count: 1_000) + "b", 10, "…"),
        ]
    )
    func beginning(text: String, length: Int, beginning: String) {
        #expect(text.beginning(length) == beginning)
    }

    @Test("40 applications, 12 teams and long names in many scripts leave every page below 60 kB")
    func sizes() async throws {
        let fixture = try await PagesFixture()
        let alice = try await fixture.server.users.user("alice")
        for number in 0..<11 {
            let team = try await fixture.server.workspaces.add(
                name: "team-\(number)-\(String(repeating: "x", count: 50))"
            )
            try await fixture.server.workspaces.setMember(alice, of: team, role: .member)
        }
        try await fixture.serve { (call, browser) async throws in
            let long = [
                String(repeating: "週次レポートは金曜日まで。", count: 24),
                String(repeating: "التقرير الأسبوعي يوم الجمعة ", count: 11), String(repeating: "x", count: 300),
                String(repeating: "<&\"'>", count: 60),
            ]
            for start in [0, 1, 2, 3] {
                for number in 0..<30 {
                    let topics = (0..<8).map { JSONValue.string(String("\($0)\(long[start])".prefix(250))) }
                    try await fixture.remember(
                        call,
                        ["\(start) \(number) \(long[start])"],
                        more: ["id": .string("\(start)-\(number)"), "topics": .array(topics)]
                    )
                }
            }
            var path = ""
            for number in 0..<40 {
                let name = String("\(number) \(long[number % 4])".prefix(60))
                let application = try await ClientApplication(call, ["client_name": .string(name)])
                let answer = try await application.redeem(application.code(as: "alice"))
                let token = try #require(answer.json["access_token"]?.string)
                for id in ["0-1", "1-1", "2-1", "3-1"] {
                    _ = try await call(.get, "/v1/long-term-memory/\(id)", token: token)
                }
                _ = try await call(
                    .patch,
                    "/v1/long-term-memory/\(number % 4)-1",
                    token: token,
                    json: ["text": .string("\(number) \(long[(number + 1) % 4])")]
                )
                if path.isEmpty {
                    let list = try await browser.get("/applications").text
                    path = String(try #require(list.firstMatch(of: /href="(\/applications\/[^"]+)"/)?.output.1))
                }
            }
            try await fixture.remember(
                call,
                [String(repeating: "<&'> ", count: 6_000)],
                more: [
                    "id": "long", "entities": .array((0..<20).map { .string(String("\($0)\(long[1])".prefix(250))) }),
                ]
            )
            try await fixture.server.memories.upkeep.writeEvents()
            for path in [
                "/", "/memories", "/memories?q=x&mode=keyword", "/memories/0-1", "/memories/3-1?q=x&mode=keyword",
                "/applications", "/applications?page=4", path, "\(path)/undo?since=always", "/activity",
                "/activity?page=2", "/account?tokens=2", "/memories/long", "/data", "/data/erase", "/teams", "/account",
                "/connect",
            ] {
                let page = try await browser.get(path)
                #expect(page.status == 200 && page.bytes.count < Self.most, "\(path): \(page.bytes.count) bytes")
                #expect(!page.text.contains("<&"), "\(path)")
            }
            let first = try await browser.get("/applications").text
            #expect(first.contains("1–12 of 40") && first.contains(">Next<"))
            #expect(try await browser.get("/applications?page=99").text.contains("37–40 of 40"))
            let tokens = try await browser.get("/account?tokens=2").text
            #expect(tokens.contains("11–20 of ") && tokens.contains("href=\"/account?tokens=3\""))
            let cut = try await browser.get("/memories/long").text
            #expect(cut.contains("href=\"/memories/long?whole=yes\"") && !cut.contains("19\(long[1].prefix(20))"))
            let whole = try await browser.get("/memories/long?whole=yes").text
            #expect(whole.contains("19\(long[1].prefix(20))") && whole.utf8.count > 6_000 * 18)
            #expect(!whole.contains("?whole=yes"))
        }
    }
}
