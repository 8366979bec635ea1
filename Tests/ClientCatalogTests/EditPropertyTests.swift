import Base
import TestSupport
import Testing

@testable import ClientCatalog

/// Edits of random JSON files with comments. A reader sees the former members and ours, and nothing else has changed.
@Suite struct EditPropertyTests {
    private static let path = ["mcpServers", "memory"]

    @Test("An edit adds our entry to a random file, and a removal gives the former members", arguments: 0..<300)
    func randomFiles(seed: Int) throws {
        var source = JSONSource(seed: UInt64(seed))
        let before = Array(source.document().utf8)
        let former = try #require(try JSONNodeReader.document(before)?.value(in: before))
        let text = ConfigText(before, format: .jsonc)
        let after = try text.setting(plainEntry, at: Self.path)
        let found = try #require(try JSONNodeReader.document(after.bytes)?.value(in: after.bytes))
        #expect(Self.withoutEntry(found) == Self.withoutEntry(former), "\(after.text)")
        #expect(found["mcpServers"]?["memory"]?["url"] == .string("http://127.0.0.1:8000/mcp"))
        #expect(try after.setting(plainEntry, at: Self.path).bytes == after.bytes)
        let removed = try after.removing(Self.path)
        let rest = try #require(try JSONNodeReader.document(removed.bytes)?.value(in: removed.bytes))
        #expect(Self.withoutEntry(rest) == Self.withoutEntry(former), "\(removed.text)")
        #expect(try removed.entry(at: Self.path) == nil)
        for comment in source.comments { #expect(removed.text.contains(comment) && after.text.contains(comment)) }
        #expect(source.hasTrailingCommas || (try? StrictJSON.parse(Array(after.textWithoutComments.utf8))) != nil)
    }

    /// An absent and an empty `mcpServers` are the same.
    private static func withoutEntry(_ value: ConfigValue) -> [ConfigValue.Member] {
        (value.members ?? []).compactMap { member in
            guard member.name == "mcpServers" else { return member }
            let rest = (member.value.members ?? []).filter { $0.name != "memory" }
            return rest.isEmpty ? nil : .init(member.name, .mapping(rest))
        }
    }
}

extension ConfigText {
    fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
    fileprivate var textWithoutComments: String { text.replacing(/\/\*.*?\*\/|\/\/ c\d+/, with: "") }
}

/// Writes random objects in random layouts.
private struct JSONSource {
    private let random: SeededRandom
    private(set) var comments: [String] = []
    let hasTrailingCommas: Bool
    private let newline: String

    init(seed: UInt64) {
        random = SeededRandom(seed)
        hasTrailingCommas = random.bytes(1)[0] % 3 == 0
        newline = random.bytes(1)[0] % 4 == 0 ? "\r\n" : "\n"
    }

    mutating func document() -> String {
        var names = (0..<number(4)).map { "k\($0)" }
        if chance(2) { names.insert("mcpServers", at: number(names.count + 1)) }
        return blank() + object(names, indentation: "") + blank()
    }

    private mutating func object(_ names: [String], indentation: String) -> String {
        let isOnOneLine = chance(3)
        let inner = indentation + (chance(2) ? "  " : "\t")
        var text = "{"
        for (place, name) in names.enumerated() {
            text += isOnOneLine ? blank(lines: false) : blank() + newline + inner
            text += "\"\(name)\"" + (chance(3) ? " :" : ":") + " " + value(name, inner)
            text += blank(lines: false)
            if place + 1 < names.count || hasTrailingCommas { text += "," }
        }
        return text + (isOnOneLine ? blank(lines: false) : blank() + newline + indentation) + "}"
    }

    private mutating func value(_ name: String, _ indentation: String) -> String {
        if name == "mcpServers" {
            return object((0..<number(3)).map { "s\($0)" }, indentation: indentation)
        }
        switch number(5) {
        case 0: return "[1, \"a,]}\", {\"b\": null}]"
        case 1: return "\"// not a comment \\\" {\""
        case 2: return object(["x", "y"], indentation: indentation)
        case 3: return "-1.5e3"
        default: return "true"
        }
    }

    /// Blanks, and at times a comment.
    private mutating func blank(lines: Bool = true) -> String {
        guard chance(4) else { return chance(3) ? " " : "" }
        let comment = lines && chance(2) ? "// c\(comments.count)" : "/* c\(comments.count) , } */"
        comments.append(comment)
        return " " + comment + (comment.hasPrefix("//") ? newline : " ")
    }

    private func number(_ limit: Int) -> Int { limit == 0 ? 0 : Int(random.bytes(1)[0]) % limit }

    private func chance(_ among: Int) -> Bool { number(among) == 0 }
}
