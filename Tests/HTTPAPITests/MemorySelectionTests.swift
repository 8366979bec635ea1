import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("Actions on a whole list, and moving memories to another workspace") struct MemorySelectionTests {
    @Test("All that a list shows is selected by one box, and asked about with the number")
    func whole() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, (0..<45).map { "Number \($0)" }, more: ["topics": ["work"]])
            try await fixture.remember(call, ["Other"], more: ["id": "other"])
            let list = try await browser.get("/memories?topic=work")
            #expect(list.text.contains("value=\"found\"> All 45 memories</label>"))
            #expect(try await !browser.get("/memories?q=number").text.contains("value=\"found\""))
            let whole = list.fields(of: "/memories") + [("which", "found")]
            let asked = try await browser.post("/memories", whole + [("action", "delete")])
            #expect(asked.text.contains("<h1>Delete 45 memories?</h1>") && asked.text.contains("and 25 more"))
            #expect(try await browser.get("/memories").text.contains("46 memories"), "nothing is deleted yet")
            // The list grew since the question.
            try await fixture.remember(call, ["One more"], more: ["id": "more", "topics": ["work"]])
            let again = try await browser.post("/memories", asked.fields(of: "/memories"))
            #expect(again.status == 200 && again.text.contains("<h1>Delete 46 memories?</h1>"))
            let done = try await browser.post("/memories", again.fields(of: "/memories"))
            #expect(done.status == 303)
            let left = try await browser.get("/memories").text
            #expect(left.contains("46 memories were deleted.") && left.contains("Other") && left.contains("1 memory<"))
            let search = [("state", "?q=other"), ("which", "found"), ("action", "delete")]
            let seal = list.fields(of: "/memories").filter { $0.0 == "seal" }
            #expect(try await browser.post("/memories", seal + search).status == 400)
        }
    }

    @Test("Pinning a whole list asks, too; pinning marked ones does not")
    func pin() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, (0..<25).map { "Number \($0)" })
            let form = try await browser.get("/memories").fields(of: "/memories")
            let asked = try await browser.post("/memories", form + [("which", "found"), ("action", "pin")])
            #expect(asked.text.contains("<h1>Pin 25 memories?</h1>"))
            #expect(try await browser.post("/memories", asked.fields(of: "/memories")).status == 303)
            #expect(try await browser.get("/memories").text.contains("25 memories are pinned"))
            #expect(
                try await browser.post("/memories", form + [("memory", "alice-1"), ("action", "unpin")]).status == 303
            )
        }
    }

    @Test("Memories are moved to a workspace that the person may write to, and replace nothing there")
    func move() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["To be moved", "Moved, too", "Stays"])
            try await fixture.remember(call, ["In the team already"], in: fixture.team.id)
            let form = try await browser.get("/memories").fields(of: "/memories")
            let marked = form + [("memory", "alice-0"), ("memory", "alice-1"), ("action", "move")]
            let asked = try await browser.post("/memories", marked)
            #expect(asked.text.contains("<h1>Move 2 memories?</h1>") && asked.text.contains(">crew</option>"))
            let confirmed = asked.fields(of: "/memories")
            let bob = try await fixture.server.users.user("bob").personalWorkspace.rawValue
            for target in ["", "none", bob] {
                #expect(try await browser.post("/memories", confirmed + [("target", target)]).status == 404)
            }
            let done = try await browser.post("/memories", confirmed + [("target", fixture.team.id.rawValue)])
            #expect(done.status == 303, "\(done.text)")
            let own = try await browser.get("/memories").text
            #expect(own.contains("2 memories were moved to crew.") && own.contains("Stays"))
            #expect(!own.contains("Moved, too"))
            try await browser.choose(fixture.team.id)
            let team = try await browser.get("/memories").text
            for text in ["To be moved", "Moved, too", "In the team already"] { #expect(team.contains(text), "\(text)") }
        }
    }

    @Test("A person in no other workspace, or only reading there, cannot move memories")
    func nowhere() async throws {
        let fixture = try await PagesFixture(role: .reader)
        try await fixture.serve { (call, browser) async throws in
            try await fixture.remember(call, ["Stays"])
            let form = try await browser.get("/memories").fields(of: "/memories")
            let marked = form + [("memory", "alice-0"), ("action", "move"), ("confirmed", "yes")]
            let answer = try await browser.post("/memories", marked + [("target", fixture.team.id.rawValue)])
            #expect(answer.status == 404)
            #expect(try await browser.get("/memories/alice-0").status == 200)
        }
    }
}
