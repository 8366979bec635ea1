import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Memories by the application that wrote them") struct MemoryWriterFilterTests {
    /// The texts shown, in their order.
    private func texts(_ page: Answer) -> [String] {
        page.text.matches(of: /class="cover" href="\/memories\/[^"]+"><bdi>([^<]+)/).map { String($0.output.1) }
    }

    @Test("The list, a search and a whole selection are of one application; the id of somebody else finds nothing")
    func filter() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            let application = try await ClientApplication(call, ["client_name": "Nice App"])
            let answer = try await application.redeem(application.code(as: "alice"))
            let token = try #require(answer.json["access_token"]?.string)
            let written: JSONValue = [
                "memories": [["id": "a0", "text": "Tea by the app"], ["id": "a1", "text": "Milk by the app"]]
            ]
            #expect(try await call(.post, "/v1/long-term-memory", token: token, json: written).status == 200)
            try await fixture.remember(call, ["Tea by a token", "Milk by a token"])
            let fields: [String: String?] = ["text": "Tea by me", "kind": "semantic"]
            _ = try await browser.submit(browser.get("/new-memory"), to: "/memories", fields)
            // The application changes what the token wrote: it wrote the present content.
            let change: JSONValue = ["text": "Milk changed by the app"]
            #expect(try await call(.patch, "/v1/long-term-memory/alice-1", token: token, json: change).status == 200)

            let all = try await browser.get("/memories")
            let client = String(
                try #require(all.text.firstMatch(of: /<option value="([^"]+)">Nice App/)?.output.1)
            )
            let mine = ["Tea by the app", "Milk by the app", "Milk changed by the app"]
            #expect(Set(texts(all)).count == 5)
            let list = try await browser.get("/memories?app=\(client)")
            #expect(Set(texts(list)) == Set(mine) && list.text.contains("3 memories"))
            #expect(list.text.contains("Application: <bdi>Nice App</bdi>") && list.text.contains("Clear filters"))
            let found = try await browser.get("/memories?app=\(client)&q=tea&mode=keyword")
            #expect(texts(found) == ["Tea by the app"] && found.text.contains("app=\(client)"))
            #expect(try await texts(browser.get("/memories?app=pages")) == ["Tea by me"])
            for none in ["none", "imported", "%27%20OR%201%3D1--"] {
                #expect(try await texts(browser.get("/memories?app=\(none)")).isEmpty, "\(none)")
            }
            let bob = Browser(call)
            try await bob.logIn("bob")
            try await fixture.remember(call, ["Secret of bob"], as: "bob")
            #expect(try await texts(bob.get("/memories?app=\(client)")).isEmpty)

            let whole = list.fields(of: "/memories") + [("memory", "a0"), ("which", "found"), ("action", "archive")]
            let asked = try await browser.post("/memories", whole)
            #expect(asked.text.contains("<h1>Archive 3 memories?</h1>"), "\(asked.text)")
            let done = try await browser.post("/memories", asked.fields(of: "/memories"))
            #expect(done.location == "/memories?app=\(client)")
            #expect(try await Set(texts(browser.get("/memories"))) == ["Tea by a token", "Tea by me"])
        }
    }

    @Test("A memory shows what replaced it and what it replaces")
    func replaced() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Lives in <Lisbon>"], more: ["id": "old"])
            try await fixture.remember(
                call,
                ["Lives in Porto"],
                more: ["id": "new", "supersedes": ["old", "gone"]]
            )
            let old = try await browser.get("/memories/old").text
            #expect(old.contains("Another memory replaced this one") && old.contains("href=\"/memories/new\""))
            let new = try await browser.get("/memories/new").text
            #expect(new.contains("<h2>Replaces</h2>") && new.contains("Lives in &lt;Lisbon&gt;"))
            #expect(!new.contains("Another memory replaced"))
        }
    }
}
