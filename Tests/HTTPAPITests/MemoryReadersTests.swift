import Base
import HTTPTypes
import Identity
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Who read a memory, and why a search found it") struct MemoryReadersTests {
    @Test("The page names the applications that received the text, and leaves out what the person looked at here")
    func readers() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Deploys on Tuesday"])
            #expect(try await browser.get("/memories/alice-0").text.contains("No application has read it yet."))
            let token = try await fixture.server.token(of: "alice", scopes: .read)
            for _ in 0..<2 { _ = try await call(.get, "/v1/long-term-memory/alice-0", token: token) }
            _ = try await call(.post, "/v1/long-term-memory/search", token: token, json: ["text": "deploys"])
            _ = try await browser.get("/memories?q=deploys&mode=keyword")
            try await fixture.server.memories.upkeep.writeEvents()
            let page = try await browser.get("/memories/alice-0").text
            let readers = try #require(page.split(separator: "id=\"readers\"").last)
            #expect(readers.contains("<bdi>Token “test”</bdi>") && readers.contains(">3×</strong>"), "\(readers)")
            #expect(!readers.contains("These pages"))
        }
    }

    @Test("In a team the page names the person for whom an application read it")
    func team() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Shared"], in: fixture.team.id)
            let bob = Browser(call)
            try await bob.logIn("bob")
            for browser in [browser, bob] { try await browser.choose(fixture.team.id) }
            _ = try await bob.get("/memories/alice-0")
            try await fixture.server.memories.upkeep.writeEvents()
            let page = try await browser.get("/memories/alice-0").text
            let readers = try #require(page.split(separator: "id=\"readers\"").last)
            #expect(readers.contains("These pages") && readers.contains("for <bdi>bob</bdi>"), "\(readers)")
            let own = try await bob.get("/memories/alice-0").text
            #expect(own.contains("No application has read it yet."))
        }
    }

    @Test("Opened from a search, the page says its place, its match, and the share of each signal")
    func why() async throws {
        let fixture = try await PagesFixture(embedder: WordsEmbedder())
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["tea is green", "green tea with milk", "a red car"])
            func shares(_ query: String) async throws -> (text: String, shares: [Int]) {
                let text = try await browser.get("/memories/alice-0?\(query)").text
                let shares = text.matches(of: /<td class="num">(\d+) %<\/td>/).compactMap { Int($0.output.1) }
                return (text, shares)
            }
            let both = try await shares("q=green+tea")
            #expect(both.text.contains("Why was this found?") && both.text.contains("it is number "), "\(both.text)")
            #expect(both.shares.count == 2 && both.shares.reduce(0, +) == 100 && !both.shares.contains(0))
            #expect(try await shares("q=green+tea&mode=keyword").shares == [0, 100])
            #expect(try await shares("q=green+tea&mode=semantic").shares == [100, 0])
            #expect(try await !shares("").text.contains("Why was this found?"))
            let lost = try await shares("q=%3Cb%3Ezebra&mode=keyword").text
            #expect(lost.contains("does not find this memory any more") && !lost.contains("<b>"))
            #expect(!lost.contains("Why was this found?"))
        }
    }
}
