import Base
import Identity
import TestSupport
import Testing

@testable import Imports

@Suite("Archives and texts of other programs") struct ArchiveTests {
    private func names(_ archive: [UInt8], upTo limit: Int = 1 << 20) throws -> [String] {
        try ZipReader.contents(of: archive, upTo: limit) { _ in true }.map(\.name)
    }

    @Test("A compressed archive is read; hidden files and names that lead out of it are left out")
    func read() throws {
        #expect(try names(Archives.openMemory) == ["memories.json", "memories.jsonl.gz"])
        let notes = try ZipReader.contents(of: Archives.notes, upTo: 100) { MarkdownFormat.isOne($0) }
        #expect(notes.map(\.name) == ["notes/a.md"])
        #expect(notes.map { String(decoding: $0.content, as: UTF8.self) } == ["# A\n\nFirst note."])
    }

    @Test("An archive that unpacks to more than the limit is refused, whatever it says about its size")
    func bomb() throws {
        var lying = Archives.bomb
        let entry = try #require(lying.indices.first { lying[$0...].starts(with: [0x50, 0x4b, 1, 2]) })
        for archive in [
            Archives.bomb,
            {
                lying[entry + 24..<entry + 28] = [1, 0, 0, 0]; return lying
            }(),
        ] {
            let fault = #expect(throws: Fault.self) { try names(archive) }
            #expect(fault?.code == .validationFailed && fault?.detail.contains("more than 1 MB") == true)
        }
        #expect(try names(Archives.bomb, upTo: 3 << 20) == ["memories.json"])
    }

    @Test("Damaged archives are read within their bounds or refused", arguments: [1, 2, 3] as [UInt64])
    func damaged(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<1_500 {
            var bytes = [Archives.openMemory, Archives.notes, Archives.claude][Int.random(in: 0..<3, using: &random)]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do {
                let contents = try ZipReader.contents(of: bytes, upTo: 1 << 16) { _ in true }
                #expect(contents.reduce(0) { $0 + $1.content.count } <= 1 << 16)
            } catch let fault as Fault {
                #expect(fault.code == .validationFailed)
            } catch {
                Issue.record("\(error)")
            }
        }
    }

    @Test("Random bytes never end in more than the limit", arguments: [1, 2, 3] as [UInt64])
    func noise(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<3_000 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let result = try? Inflater.inflate(bytes[...], upTo: 1_000)
            #expect((result?.count ?? 0) <= 1_000)
        }
    }

    @Test(
        "Texts are read in UTF-8 and UTF-16, with and without a mark; other bytes are refused",
        arguments: [
            (Array("é\n".utf8), "é\n"), ([0xef, 0xbb, 0xbf] + Array("é".utf8), "é"),
            ([0xff, 0xfe, 0xe9, 0], "é"), ([0xfe, 0xff, 0, 0xe9], "é"), ([0xff, 0xfe, 0x3d, 0xd8, 0, 0xde], "😀"),
            ([0xe9], nil), ([0xff, 0xfe, 0xe9], nil), ([0xff, 0xfe, 0x3d, 0xd8], nil), ([0x61, 0, 0x62], nil),
        ] as [([UInt8], String?)]
    )
    func encodings(bytes: [UInt8], expected: String?) {
        #expect((try? SourceText.read(bytes)) == expected)
    }

    @Test("The rows of a dump are those of its COPY blocks, with their escapes")
    func dump() throws {
        let dump = """
            -- PostgreSQL database dump
            COPY public.other (id) FROM stdin;
            1
            \\.
            COPY public."memories" (id, content, "metadata", state) FROM stdin;
            a\tTwo\\nlines \\\\ and\\ttab\t{"k": 1}\tactive
            b\t\\N\t\\N\tdeleted
            \\.
            SELECT 1;
            """
        let tables = try PostgresDump.tables(Array(dump.utf8), named: ["memories", "users"])
        let expected: [JSONValue] = [
            ["id": "a", "content": "Two\nlines \\ and\ttab", "metadata": "{\"k\": 1}", "state": "active"],
            ["id": "b", "state": "deleted"],
        ]
        #expect(tables.rows == ["memories": expected])
        let short = "COPY memories (id, content) FROM stdin;\na\n\\.\n"
        #expect(throws: Fault.self) { try PostgresDump.tables(Array(short.utf8), named: ["memories"]) }
    }
}
