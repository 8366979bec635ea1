import Authorization
import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The pages show connections and what ended them") struct ConnectedApplicationPageTests {
    @Test("A person reads which application was disconnected, when, from where and why, until it connects again")
    func anEndedConnectionIsTold() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.serve(live: true) { (call) async throws in
            let client = try await ClientApplication(call, ["client_name": "Codex <b>&"])
            let tokens = try await client.tokens()
            let refresh = try #require(tokens["refresh_token"]?.string)
            let live = try #require(await client.refresh(refresh).json["access_token"]?.string)
            fixture.server.clock.advance(by: .seconds(60))
            #expect(try await client.refresh(refresh).json["error"] == "invalid_grant")
            #expect(try await call(.get, "/v1/working-memory", token: live).status == 401)

            let (alice, bob) = (Browser(call), Browser(call))
            try await alice.logIn()
            try await bob.logIn("bob")
            let told = "</strong> was disconnected"
            let page = try await alice.get("/applications").text
            for words in [
                "<strong>Codex &lt;b&gt;&amp;\(told)", "A refresh token was used again",
                "The request came from 127.0.0.1.",
            ] { #expect(page.contains(words), "\(words)") }
            #expect(try await !bob.get("/applications").text.contains(told))
            #expect(try await client.tokens([("prompt", "consent")])["refresh_token"] != nil)
            #expect(try await !alice.get("/applications").text.contains(told))
        }
    }

    @Test("Two devices of one application are one entry, and a person can end one of them by its form")
    func oneOfTwoDevices() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call, ["client_name": "Claude Code"])
            var access: [String] = []
            for _ in 0..<2 {
                let tokens = try await client.tokens([("prompt", "consent")])
                access.append(try #require(tokens["access_token"]?.string))
            }
            let browser = Browser(call)
            try await browser.logIn()
            let list = try await browser.get("/applications")
            #expect(list.text.matches(of: /aria-label="Disconnect Claude Code"/).count == 1)
            let entry = try #require(list.fields(of: "/disconnect").first { $0.0 == "client" }?.1)
            let page = try await browser.get("/applications/\(entry)").text
            #expect(page.matches(of: /aria-label="End one connection of Claude Code"/).count == 2)
            let start = try #require(page.firstRange(of: "<dt>Connection</dt>"))
            let one = page[start.lowerBound...]
            let id = try #require(one.firstMatch(of: /name="client" value="([^"]*)"/)).output.1
            let seal = try #require(one.firstMatch(of: /name="seal" value="([^"]*)"/)).output.1
            let form = [("client", String(id)), ("seal", String(seal))]
            #expect(try await browser.post("/disconnect", form).status == 303)
            var statuses: [Int] = []
            for token in access { statuses.append(try await call(.get, "/v1/working-memory", token: token).status) }
            #expect(statuses.sorted() == [200, 401])
            #expect(try await !browser.get("/applications/\(entry)").text.contains("End one connection"))
        }
    }
}
