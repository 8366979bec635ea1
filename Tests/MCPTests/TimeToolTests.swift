import Base
import TestSupport
import Testing

@testable import MCP

@Suite("Times as arguments of the search and list tools")
struct TimeToolTests {
    @Test("after and before restrict to the event, as_of to what was known; a wrong date is named")
    func arguments() async throws {
        let client = try await Client(as: People.person("ana"))
        let memories: JSONValue = [
            ["text": "Ana drank tea", "event_date": "2024-05-01"],
            ["text": "Ana drank coffee", "event_date": "2025-05-01"],
        ]
        _ = try await client.use("add_memories", ["memories": memories])
        func texts(_ tool: String, _ more: [String: JSONValue]) async throws -> [JSONValue?] {
            let fixed: [String: JSONValue] = tool == "search_memory" ? ["query": "What did Ana drink?"] : [:]
            let answer = try await client.use(tool, .object(fixed.merging(more) { $1 }))
            return (answer["memories"]?.array ?? []).map { $0["text"] }
        }
        for tool in ["search_memory", "list_memories"] {
            #expect(try await texts(tool, ["after": "2025-01-01"]) == ["Ana drank coffee"])
            #expect(try await texts(tool, ["before": "2025-01-01"]) == ["Ana drank tea"])
            #expect(try await texts(tool, ["as_of": "2000-01-01"]) == [])
            #expect(try await texts(tool, ["as_of": "9000-01-01"]).count == 2)
        }
        let asked = try await texts(
            "search_memory",
            ["query": "What did Ana drink in May 2024?", "utc_offset_minutes": -300]
        )
        #expect(asked == ["Ana drank tea", "Ana drank coffee"])
    }
}
