import Base
import Identity
import Memories
import Testing

@testable import Imports

@Suite("Markdown becomes memories") struct MarkdownTests {
    private func read(_ files: [(String, String)]) throws -> (memories: [JSONValue], lost: [String]) {
        let folder = files.map { (path: $0.0, bytes: Array($0.1.utf8)) }
        let source = try ImportSource.read(.markdown, .folder(folder), .caller, unpackedLimit: 0)
        let memories = source.records.map { record -> JSONValue in
            switch record.content {
            case .memory(let value): value
            case .refused(let reason): .string(reason)
            }
        }
        return (memories, source.lost)
    }

    @Test("The memory of Claude Code: items of MEMORY.md, and its files with their head")
    func claudeCode() throws {
        let (memories, lost) = try read([
            (
                "MEMORY.md",
                """
                # Shop

                - [User role](user_role.md) — who the user is
                ## Build
                - Run `make check`
                  before each push
                * Uses Swift 6
                """
            ),
            (
                "user_role.md",
                """
                ---
                name: user-role
                description: "Who the user is"
                metadata:
                  type: user
                created: 2026-03-01
                tags: [people, work]
                ---

                The user is a carpenter.
                """
            ),
        ])
        #expect(
            memories.map { $0["text"] } == [
                "Run `make check`\n  before each push", "Uses Swift 6", "user-role\n\nThe user is a carpenter.",
            ]
        )
        #expect(memories.map { $0["topics"] } == [["Shop", "Build"], ["Shop", "Build"], ["people", "work"]])
        #expect(memories[2]["created_at"] == "2026-03-01T00:00:00.000Z")
        #expect(memories[2]["metadata"] == ["file": "user_role.md", "description": "Who the user is", "type": "user"])
        #expect(lost == ["links of an index to its files"])
    }

    @Test("A note of Basic Memory: observations, relations and the rest")
    func basicMemory() throws {
        let (memories, _) = try read([
            (
                "notes/coffee.md",
                """
                ---
                title: Coffee
                type: note
                permalink: notes/coffee
                tags:
                - drink
                ---

                # Coffee

                All about it.

                ## Observations
                - [method] Pour over is clear #brewing (tested)
                - [ ] buy beans
                - [fact] Lighter is sourer

                ## Relations
                - pairs_with [[Cake]]
                """
            )
        ])
        #expect(memories[0]["text"] == "Pour over is clear #brewing (tested)")
        #expect(memories[0]["topics"] == ["method", "brewing", "drink"] && memories[0]["entities"] == ["Coffee"])
        #expect(memories[1]["text"] == "Lighter is sourer" && memories.count == 3)
        #expect(memories[2]["entities"] == ["Cake"])
        let rest = memories[2]["text"]?.string ?? ""
        #expect(rest.hasPrefix("Coffee\n\n# Coffee\n\nAll about it.") && rest.contains("[ ] buy beans"))
        #expect(!rest.contains("Pour over"))
    }

    @Test("A long file becomes one memory for each section, and a long section several; nothing is lost or repeated")
    func long() throws {
        let word = "word "
        let text =
            "# One\n\n" + String(repeating: word, count: 300) + "\n\n## Two\n```\n# no heading\n```\n"
            + (0..<50).map { "\($0) " + String(repeating: word, count: 100) }.joined(separator: "\n\n")
        let (memories, _) = try read([("a.md", text)])
        let texts = memories.compactMap { $0["text"]?.string }
        #expect(texts.count > 3 && texts.allSatisfy { $0.count <= 8_100 })
        #expect(texts[1].hasPrefix("One\n\n## Two"))
        let words = texts.reduce(0) { $0 + $1.matches(of: /word/).count }
        #expect(words == 300 + 50 * 100)
    }

    @Test("The same folder gives the same ids; another text gives another one; unreadable files are named")
    func ids() throws {
        let first = try read([("a.md", "One"), ("b.md", "One")]).memories
        #expect(first == [first[0], "Record 1 has the same text."])
        #expect(try read([("a.md", "One")]).memories[0]["id"] == first[0]["id"])
        #expect(try read([("a.md", "Two")]).memories[0]["id"] != first[0]["id"])
        let source = try ImportSource.read(.markdown, .folder([("x.md", [0xff])]), .caller, unpackedLimit: 0)
        #expect(source.records.count == 1)
        #expect(throws: Fault.self) { try read([]) }
    }
}
