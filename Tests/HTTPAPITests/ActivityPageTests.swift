import Base
import HTTPTypes
import Identity
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The page of activity and its export") struct ActivityPageTests {
    @Test("A person sees what applications did, by day, filtered and escaped; others do not see it")
    func list() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["<script>alert(1)</script> tea"])
            fixture.server.clock.advance(by: .seconds(86_400))
            try await browser.logIn()
            let application = try await ClientApplication(call, ["client_name": "<b>Nice</b> App"])
            let answer = try await application.redeem(application.code(as: "alice"))
            let token = try #require(answer.json["access_token"]?.string)
            _ = try await call(.post, "/v1/long-term-memory/search", token: token, json: ["text": "tea"])
            _ = try await browser.get("/memories?q=tea")
            try await fixture.server.memories.upkeep.writeEvents()
            let page = try await browser.get("/activity")
            #expect(page.status == 200 && !page.withoutOwnScript.contains("<script") && !page.text.contains("<b>"))
            #expect(page.text.contains("Searched, got a memory") && page.text.contains("Wrote a memory"))
            #expect(page.text.contains("<h2>Today</h2>") && page.text.contains("<h2>Yesterday</h2>"))
            #expect(
                page.text.contains("1–2 of 2") && page.text.contains("<a href=\"/activity\" aria-current=\"page\">")
            )
            #expect(page.text.contains("You logged in") && page.text.contains("You created a token"))
            #expect(page.text.contains("You let in an application"))
            let client = try #require(page.text.firstMatch(of: /<option value="([^"]+)">&lt;b&gt;Nice/)?.output.1)
            for (query, searched, wrote) in [
                ("kind=write", false, true), ("kind=read", true, false), ("app=\(client)", true, false),
                ("app=none", false, false), ("app=pages", true, false), ("days=x&page=y&kind=z", true, true),
            ] {
                let text = try await browser.get("/activity?\(query)").text
                #expect(text.contains("Searched, got a memory") == searched, "\(query)")
                #expect(text.contains("Wrote a memory") == wrote, "\(query)")
            }
            let bob = Browser(call)
            try await bob.logIn("bob")
            for path in ["/activity", "/activity?app=\(client)"] {
                let text = try await bob.get(path).text
                #expect(text.contains("Nothing in these days") && !text.contains("alert(1)") && !text.contains("Nice"))
            }
            #expect(try await bob.get("/activity/export").text.isEmpty)
            let stranger = Browser(call)
            for path in ["/activity", "/activity/export"] {
                #expect(try await stranger.get(path).location == PageEndpoint.login(continuing: path))
            }
        }
    }

    @Test("Pages hold 25 events; the export holds all of them once, although many have the same time")
    func export() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            let token = try await fixture.server.token(of: "alice", scopes: .write)
            for number in 0..<230 {
                if [3, 8, 120].contains(number) { fixture.server.clock.advance(by: .seconds(1)) }
                let memory: JSONValue = ["id": .string("m\(number)"), "text": .string("Fact \(number)")]
                _ = try await call(.post, "/v1/long-term-memory", token: token, json: ["memories": .array([memory])])
            }
            try await fixture.server.memories.upkeep.writeEvents()
            let first = try await browser.get("/activity?kind=write").text
            #expect(first.contains("1–25 of 230") && first.contains(">Next<") && first.utf8.count < 60_000)
            let last = try await browser.get("/activity?kind=write&page=10").text
            #expect(last.contains("226–230 of 230") && !last.contains(">Next<") && last.contains(">Previous<"))
            let file = try await browser.get("/activity/export?kind=write")
            #expect(file.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"activity-") == true)
            #expect(file.headers[.contentType] == "application/jsonl" && file.headers[.cacheControl] == "no-store")
            let lines = try file.text.split(separator: "\n").map { try StrictJSON.parse(Array($0.utf8)) }
            let ids = lines.compactMap { line -> String? in
                guard case .array(let memories)? = line["memories"] else { return nil }
                return memories.first?["id"]?.string
            }
            #expect(Set(ids).count == 230 && ids.count == 230)
            #expect(lines.allSatisfy { $0["action"] == "stored" && $0["identified_by"] == "api_token" })
            #expect(lines.first?["person"] == "alice" && lines.first?["count"] == 1 && !file.text.contains("Fact 1"))
        }
    }
}
