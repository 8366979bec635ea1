import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The pages of sessions") struct SessionPageTests {
    @Test("A person sees their sessions with the time left, and nobody else's")
    func list() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            #expect(try await browser.get("/sessions").text.contains("Conversations appear here while they run."))
            try await fixture.converse(call, "release plan", ["When do we ship?", "On Thursday."], ttl: 1_320)
            try await fixture.converse(call, "for ever", ["Hello"])
            try await fixture.converse(call, "secret of bob", ["Hello"], as: "bob")
            let page = try await browser.get("/sessions").text
            #expect(page.contains("release plan") && page.contains("2 messages") && page.contains("22 min left"))
            #expect(
                page.contains("for ever") && page.contains("does not expire") && page.contains("<h2>2 sessions</h2>")
            )
            #expect(!page.contains("secret of bob"))
            fixture.server.clock.advance(by: .seconds(1_321))
            #expect(try await !browser.get("/sessions").text.contains("release plan"))
        }
    }

    @Test("A session is shown as a conversation, escaped; another person gets 404")
    func one() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.converse(call, "a/b <i>", ["Is <b>it</b> ready?", "Yes & no"])
            let list = try await browser.get("/sessions")
            let path = Answer.unescaped(
                String(try #require(list.text.firstMatch(of: /class="cover" href="([^"]+)"/)?.output.1))
            )
            let page = try await browser.get(path)
            #expect(page.status == 200 && !page.text.contains("<b>") && !page.text.contains("<i>"))
            #expect(page.text.contains("Is &lt;b&gt;it&lt;/b&gt; ready?") && page.text.contains("<strong>You</strong>"))
            #expect(page.text.contains("<strong>assistant</strong>") && page.text.contains("% of the conversation"))
            let bob = Browser(call)
            try await bob.logIn("bob")
            for path in [path, path.replacing("?", with: "/delete?")] {
                #expect(try await bob.get(path).status == 404)
            }
            #expect(try await Browser(call).get(path).location?.hasPrefix("/login?continue=%2Fsessions%2F") == true)
        }
    }

    @Test("A message is kept as a memory once, and outlives the session, which is deleted after a question")
    func keepAndDelete() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.converse(call, "s", ["Remember that I like tea", "Noted"])
            let path = "/sessions/s?user=alice"
            for said in ["The message is kept as a memory.", "That is remembered already."] {
                let form = try await browser.get(path)
                let kept = try await browser.submit(form, to: "/sessions/s/keep?user=alice", ["message": "msg0"])
                #expect(kept.status == 303 && kept.location == path, "\(kept.text)")
                #expect(try await browser.get(path).text.contains(said))
            }
            #expect(try await browser.get(path).text.contains("Kept from it"))
            let unknown = try await browser.submit(
                browser.get(path),
                to: "/sessions/s/keep?user=alice",
                ["message": "x"]
            )
            #expect(unknown.status == 404)
            let asked = try await browser.get("/sessions/s/delete?user=alice")
            #expect(asked.text.contains("It has 2 messages.") && asked.status == 200)
            let forged = try await browser.post("/sessions/s/delete?user=alice", [])
            #expect(forged.status == 403)
            let done = try await browser.submit(asked, to: "/sessions/s/delete?user=alice", [:])
            #expect(done.location == "/sessions")
            #expect(try await browser.get(path).status == 404)
            #expect(try await browser.get("/memories").text.contains("I like tea"))
        }
    }
}
