import Base
import Memories
import Testing

@testable import agent_memory

@Suite("A file to import, in batches") struct ImportLinesTests {
    private func ids(_ text: String) -> [[String]] {
        ImportLines(ImportRecord.lines(Array(text.utf8))).batches.map { $0.map { $0.memory["id"]?.string ?? "-" } }
    }

    @Test(
        "A memory comes after those that it replaces, also in a circle; the rest keeps its order",
        arguments: [
            (#"{"id":"b","supersedes":["a"]}|{"id":"c"}|{"id":"a"}"#, ["a", "b", "c"]),
            (#"{"id":"c","supersedes":["b"]}|{"id":"b","supersedes":["a","none"]}|{"id":"a"}"#, ["a", "b", "c"]),
            (#"{"id":"a","supersedes":["b"]}|{"id":"b","supersedes":["a"]}"#, ["b", "a"]),
            (#"{"id":"a","supersedes":["a"]}|{"text":"no id"}"#, ["a", "-"]), ("", []),
        ]
    )
    func order(lines: String, expected: [String]) {
        #expect(ids(lines.replacing("|", with: "\n")).flatMap(\.self) == expected)
    }

    @Test("Lines of another kind, and former ones of an id, are refused with their numbers")
    func refused() {
        let text = "{\"id\":\"a\"}\r\n\nno json\n[1]\n{\"id\":\"a\",\"text\":\"x\"}\n"
        let lines = ImportLines(ImportRecord.lines(Array(text.utf8)))
        #expect(lines.refused.map(\.line).sorted() == [1, 3, 4])
        #expect(lines.batches.map { $0.map(\.number) } == [[5]])
    }

    @Test("A batch has at most 100 memories and a megabyte")
    func batches() {
        let many = (0..<250).map { "{\"id\":\"\($0)\"}" }.joined(separator: "\n")
        #expect(ids(many).map(\.count) == [100, 100, 50])
        let large = (0..<5).map { "{\"id\":\"\($0)\",\"text\":\"\(String(repeating: "x", count: 400_000))\"}" }
        #expect(ids(large.joined(separator: "\n")).map(\.count) == [2, 2, 1])
    }

    @Test("The numbers of the requests add up, and lines are named as in the file")
    func outcome() throws {
        let lines = ImportLines(ImportRecord.lines(Array("{\"id\":\"a\"}\n{\"id\":\"b\"}\nx\n".utf8)))
        var outcome = ImportOutcome(refused: lines.refused)
        let answer: JSONValue = [
            "new": 1, "same": 0, "differs": 1, "refused": 0,
            "exceptions": [["index": 1, "id": "b", "verdict": "differs"], ["index": 9, "verdict": "refused"]],
        ]
        outcome.add(answer, of: lines.batches[0])
        let json = outcome.json(isDryRun: true)
        #expect(json["new"] == 1 && json["differs"] == 1 && json["refused"] == 1 && json["dry_run"] == true)
        #expect(json["exceptions"]?.array?.map { $0["line"] } == [2, 3])
    }
}
