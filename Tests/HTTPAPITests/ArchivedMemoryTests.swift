import Base
import HTTPTypes
import Identity
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Archived memories over REST and on the pages") struct ArchivedMemoryTests {
    private func ids(_ call: Caller, _ token: String, _ search: JSONValue) async throws -> Set<String> {
        let answer = try await call(.post, "/v1/long-term-memory/search", token: token, json: search)
        guard case .array(let memories)? = answer.json["memories"] else { return [] }
        return Set(memories.compactMap { $0["id"]?.string })
    }

    @Test("REST archives one and many; a search finds them only when asked")
    func rest() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, _) async throws in
            try await fixture.remember(call, ["Green tea", "Black tea", "Coffee"])
            let token = try await fixture.server.token(of: "alice", scopes: .write)
            let path = "/v1/long-term-memory/archive"
            let done = try await call(.post, path, token: token, json: ["memory_ids": ["alice-0", "alice-1", "none"]])
            #expect(done.status == 200 && done.json["status"] == "ok, archived 2 memories")
            let all: JSONValue = ["text": "", "limit": 10]
            #expect(try await ids(call, token, all) == ["alice-2"])
            #expect(try await ids(call, token, ["text": "tea", "search_mode": "keyword"]).isEmpty)
            #expect(
                try await ids(call, token, ["text": "tea", "search_mode": "keyword", "archived": "only"])
                    == ["alice-0", "alice-1"]
            )
            #expect(try await ids(call, token, ["text": "", "archived": "include"]).count == 3)
            let one = try await call(.get, "/v1/long-term-memory/alice-0", token: token)
            #expect(one.json["archived"] == true)
            let back = try await call(.patch, "/v1/long-term-memory/alice-0", token: token, json: ["archived": false])
            #expect(back.status == 200 && back.json["archived"] == false)
            #expect(try await ids(call, token, all) == ["alice-0", "alice-2"])
            let rest: JSONValue = ["memory_ids": ["alice-0", "alice-1"], "archived": false]
            #expect(
                try await call(.post, path, token: token, json: rest).json["status"]
                    == "ok, took 1 memories out of the archive"
            )
            for wrong: JSONValue in [[:], ["memory_ids": "alice-0"], ["memory_ids": ["alice-0"], "archived": "x"]] {
                #expect(try await call(.post, path, token: token, json: wrong).status == 422)
            }
            #expect(
                try await call(.post, "/v1/long-term-memory/search", token: token, json: ["archived": "yes"]).status
                    == 422
            )
            // Neither a reader nor another person.
            let reader = try await fixture.server.token(of: "alice", scopes: .read)
            #expect(try await call(.post, path, token: reader, json: ["memory_ids": ["alice-0"]]).status == 403)
            let bob = try await fixture.server.token(of: "bob", scopes: .write)
            let others = try await call(.post, path, token: bob, json: ["memory_ids": ["alice-0"]])
            #expect(others.json["status"] == "ok, archived 0 memories")
            #expect(try await ids(call, token, all).count == 3)
        }
    }

    @Test("Undoing an application takes out what it archived")
    func undo() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Green tea"])
            let application = try await ClientApplication(call, ["client_name": "Nice App"])
            let answer = try await application.redeem(application.code(as: "alice"))
            let guest = try #require(answer.json["access_token"]?.string)
            fixture.server.clock.advance(by: .seconds(1))
            _ = try await call(
                .post,
                "/v1/long-term-memory/archive",
                token: guest,
                json: ["memory_ids": ["alice-0"]]
            )
            #expect(try await !browser.get("/memories").text.contains("Green tea"))
            let list = try await browser.get("/applications").text
            let path = String(try #require(list.firstMatch(of: /href="(\/applications\/[^"]+)"/)?.output.1))
            let plan = try await browser.get("\(path)/undo?since=always")
            #expect(plan.text.contains("1 memory leaves the archive.") && plan.text.contains("Undo 1 change<"))
            #expect(try await browser.submit(plan, to: "\(path)/undo", [:]).status == 303)
            #expect(try await browser.get("/memories").text.contains("Green tea"))
        }
    }

    @Test("On the pages one and many are archived and taken out, and a filter shows them")
    func pages() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Green tea", "Black tea", "Coffee"])
            let page = try await browser.get("/memories/alice-0")
            let archive = "/memories/alice-0/archive"
            #expect(try await browser.submit(page, to: archive, [:]).location == "/memories/alice-0")
            let archived = try await browser.get("/memories/alice-0")
            #expect(
                archived.text.contains("It is archived") && archived.text.contains("archived: searches leave it out")
            )
            #expect(try await !browser.get("/memories").text.contains("Green tea"))
            #expect(try await !browser.get("/memories?q=tea&mode=keyword").text.contains("Green tea"))
            let only = try await browser.get("/memories?archived=only")
            #expect(only.text.contains("Green tea") && !only.text.contains("Coffee"))
            #expect(only.text.contains("value=\"unarchive\"") && !only.text.contains("value=\"archive\""))
            let form = try await browser.get("/memories").fields(of: "/memories")
            let many = form + [("memory", "alice-1"), ("memory", "alice-2"), ("action", "archive")]
            #expect(try await browser.post("/memories", many).status == 303)
            #expect(try await browser.get("/memories").text.contains("2 memories are archived"))
            let all = try await browser.get("/memories?archived=include")
            for text in ["Green tea", "Black tea", "Coffee"] { #expect(all.text.contains(text)) }
            let back = all.fields(of: "/memories") + [("memory", "alice-1"), ("action", "unarchive")]
            let done = try await browser.post("/memories", back)
            #expect(done.status == 303 && done.location == "/memories?archived=include")
            #expect(try await browser.submit(archived, to: archive, [:]).status == 303)
            let list = try await browser.get("/memories").text
            #expect(list.contains("Green tea") && list.contains("Black tea") && !list.contains("Coffee"))
            let bob = Browser(call)
            try await bob.logIn("bob")
            #expect(try await bob.post(archive, archived.fields(of: archive)).status == 403)
        }
    }
}
