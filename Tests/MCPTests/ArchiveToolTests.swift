import Base
import Identity
import TestSupport
import Testing

@testable import MCP

@Suite("The tool that archives many memories") struct ArchiveToolTests {
    @Test("Many memories are archived in one call, left out of lists, and taken out again")
    func archive() async throws {
        let client = try await Client(as: People.person("ana"))
        let texts: JSONValue = [["text": "Ana used Vim."], ["text": "Ana used Emacs."], ["text": "Ana uses Helix."]]
        let stored = try await client.use("add_memories", ["memories": texts])
        let ids = stored["results"]?.array?.compactMap { $0["id"] } ?? []
        let old = JSONValue.array(Array(ids.prefix(2)) + ["none"])
        #expect(try await client.use("archive_memories", ["memory_ids": old]) == ["changed": 2])
        #expect(try await client.use("archive_memories", ["memory_ids": old]) == ["changed": 0])
        #expect(try await client.use("list_memories", [:])["total"] == 1)
        #expect(try await client.use("list_memories", ["archived": "only"])["total"] == 2)
        let back: JSONValue = ["memory_ids": old, "archived": false]
        #expect(try await client.use("archive_memories", back) == ["changed": 2])
        #expect(try await client.use("list_memories", [:])["total"] == 3)
    }
}
