import Base
import Testing

@testable import agent_memory

@Suite("The terminal as a client of MCP")
struct ToolMessageTests {
    @Test("A result gives its structured content")
    func result() throws {
        let response: JSONValue = ["result": ["structuredContent": ["total": 1], "isError": false]]
        #expect(try ToolMessage.content(of: response) == ["total": 1])
    }

    @Test(
        "A refusal and any other response end with a sentence",
        arguments: [
            (
                ["error": ["code": -32_602, "message": "params.name must be a string."]],
                "params.name must be a string."
            ),
            (
                ["result": ["isError": true, "content": [["type": "text", "text": "The limit is 100."]]]],
                "The limit is 100."
            ),
            ([:], "The response is not that of an Agent Memory server. Check the URL."),
            (["result": ["isError": true]], "The response is not that of an Agent Memory server. Check the URL."),
            (["result": [:]], "The response is not that of an Agent Memory server. Check the URL."),
            (nil, "The response is not that of an Agent Memory server. Check the URL."),
            ([1, 2], "The response is not that of an Agent Memory server. Check the URL."),
        ] as [(JSONValue, String)]
    )
    func refusals(_ response: JSONValue, _ sentence: String) {
        let error = #expect(throws: CommandFailure.self) { try ToolMessage.content(of: response) }
        #expect(error?.description == sentence)
    }

    @Test(
        "The line about a memory has what the memory has",
        arguments: [
            (["id": "a", "created_at": "2026-11-02T10:00:00Z"], "2026-11-02 · a"),
            (
                [
                    "id": "a", "score": 0.8349, "event_date": "2025-01-01T00:00:00Z",
                    "created_at": "2026-11-02T10:00:00Z",
                    "topics": ["x", "y"], "namespace": "n",
                ],
                "0.83 · 2025-01-01 · n · x, y · a"
            ),
            ([:], ""),
        ] as [(JSONValue, String)]
    )
    func lines(_ memory: JSONValue, _ line: String) {
        #expect(MemoryLines.about(memory) == line)
    }
}
