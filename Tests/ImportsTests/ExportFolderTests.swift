import Base
import Identity
import Memories
import TestSupport
import Testing

@testable import Imports

@Suite("The files of an export") struct ExportFolderTests {
    private static func memory(_ number: Int, _ random: inout SplitMix64) -> JSONValue {
        var memory: [String: JSONValue] = [
            "id": .string("m\(number)"), "text": .string("Text \(number)\n# \u{2028}\"\(number % 3)\""),
            "user_id": .string(["ana", "bob", "Ana"].randomElement(using: &random) ?? ""),
            "created_at": .string(Timestamp(seconds: .random(in: 1...9, using: &random)).description),
            "memory_type": "semantic", "topics": ["z", "a"], "pinned": .bool(number % 2 == 0),
            "metadata": ["n": .number(0.1), "list": [1, .null]],
            // A server sets these.
            "memory_hash": .string("\(number)"), "persisted_at": .string("x"), "provenance": ["created": .null],
            "superseded_by": .null,
        ]
        if number % 5 == 0 { memory["session_id"] = .null }
        return .object(memory)
    }

    @Test(
        "The same memories in any order, read twice or changed by a server, give the same bytes",
        arguments: [1, 2, 3] as [UInt64]
    )
    func stable(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let memories = (0..<200).map { Self.memory($0, &random) }
        let first = try ExportFolder(memories)
        var others = memories.map { memory -> JSONValue in
            var members = memory.object ?? [:]
            members["memory_hash"] = "other"
            members["provenance"] = ["created": ["identified_by": "imported"]]
            return .object(members)
        }
        others.shuffle(using: &random)
        let second = try ExportFolder(others + others.prefix(20))
        #expect(first.memories == second.memories && first.text == second.text && first.manifest == second.manifest)
        #expect(first.count == 200)
        // What is read back and written again is the same, too.
        let (records, keepsUsers) = try ExportFolder.records(memories: first.memories, manifest: first.manifest)
        let values = records.compactMap { record -> JSONValue? in
            guard case .memory(let value) = record.content else { return nil }
            return value
        }
        #expect(keepsUsers && values.count == 200)
        #expect(try ExportFolder(values).memories == first.memories)
    }

    @Test("A folder that was changed, is of another kind or of a later version is refused")
    func refused() throws {
        let export = try ExportFolder([["id": "a", "text": "x"]])
        let (records, keepsUsers) = try ExportFolder.records(memories: export.memories, manifest: export.manifest)
        #expect(records.count == 1 && !keepsUsers)
        let later = Array(
            String(decoding: export.manifest, as: UTF8.self).replacing("\"version\" : 1", with: "\"version\" : 2").utf8
        )
        #expect(later != export.manifest)
        for (memories, manifest) in [
            (export.memories + [0x0a], export.manifest), (export.memories, Array("{}".utf8)), (export.memories, later),
        ] {
            #expect(throws: Fault.self) { try ExportFolder.records(memories: memories, manifest: manifest) }
        }
    }

    @Test("The Markdown quotes every line of a text")
    func text() throws {
        let export = try ExportFolder([
            [
                "id": "a\nb", "text": "One\n# Two", "created_at": "2026-01-02T00:00:00Z", "memory_type": "semantic",
                "topics": ["t"],
            ]
        ])
        let text = String(decoding: export.text, as: UTF8.self)
        #expect(text.contains("## 2026-01-02, semantic\n\n> One\n> # Two\n\n- id: a b\n- topics: t\n"))
    }
}
