package import Base
import Crypto
package import Memories

/// The files of `agent-memory export`: memories as JSON lines and as Markdown, and a manifest with their digests. The same
/// memories always give the same bytes.
///
/// A line has the members of a memory that somebody wrote, in the order of their names; lines are in the order of user, time
/// and id. Members that a server sets are left out, so that an import and a second export give the same bytes again.
package struct ExportFolder: Sendable {
    package static let memoriesName = "memories.jsonl"
    package static let textName = "memories.md"
    package static let manifestName = "manifest.json"
    private static let format = "agent-memory-export"

    package let memories: [UInt8]
    package let text: [UInt8]
    package let manifest: [UInt8]
    package let count: Int

    /// The members that only the server that holds a memory sets, and those of a search.
    private static let ofServer = [
        "memory_hash", "persisted_at", "provenance", "superseded_by", "dist", "score", "score_type",
    ]

    /// - Parameter found: memories as REST writes them. Of two with one user and id the first counts.
    package init(_ found: [JSONValue]) throws {
        var lines: [(key: [Identifier], bytes: [UInt8], memory: JSONValue)] = []
        var seen: Set<[Identifier]> = []
        for memory in found {
            guard var members = memory.object else { continue }
            for name in Self.ofServer { members[name] = nil }
            func name(_ member: String) -> Identifier { Identifier(members[member]?.string ?? "") }
            guard seen.insert([name("user_id"), name("id")]).inserted else { continue }
            let value = JSONValue.object(members.filter { !$0.value.isNull })
            lines.append(([name("user_id"), name("created_at"), name("id")], try StrictJSON.encode(value), value))
        }
        lines.sort { $0.key.lexicographicallyPrecedes($1.key) }
        count = lines.count
        memories = lines.flatMap { $0.bytes + [UInt8(ascii: "\n")] }
        text = Array(("# Memories\n\n" + lines.map { ExportText.of($0.memory) }.joined()).utf8)
        let users = lines.reduce(into: [Identifier]()) { users, line in
            if users.last != line.key[0] { users.append(line.key[0]) }
        }
        manifest = try StrictJSON.encode(
            [
                "format": .string(Self.format), "version": 1, "memories": .integer(Int64(count)),
                "users": .array(users.map { .string($0.text) }),
                "sha256": [
                    Self.memoriesName: .string(Self.digest(memories)), Self.textName: .string(Self.digest(text)),
                ],
            ],
            isIndented: true
        )
    }

    /// The records of a folder whose files are what the manifest says.
    /// - Returns: the records, and whether they are of several users, so that their names must be kept.
    /// - Throws: `validationFailed` for another folder, and for files that were changed.
    package static func records(memories: [UInt8], manifest: [UInt8]) throws -> (
        records: [ImportRecord], keepsUsers: Bool
    ) {
        guard let value = try? StrictJSON.parse(manifest), value["format"]?.string.isExactly(format) == true else {
            throw Fault(.validationFailed, "The folder has no manifest of an export of Agent Memory.")
        }
        guard value["version"] == 1 else {
            throw Fault(.validationFailed, "The export was written by a newer version of Agent Memory.")
        }
        guard value["sha256"]?[memoriesName]?.string.isExactly(digest(memories)) == true else {
            throw Fault(.validationFailed, "The file \(memoriesName) is damaged or was changed after the export.")
        }
        return (ImportRecord.lines(memories), (value["users"]?.array?.count ?? 0) > 1)
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).reduce(into: "") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}

/// A memory as Markdown, for people to read. Its text is quoted, so that it cannot pass for a heading.
enum ExportText {
    static func of(_ memory: JSONValue) -> String {
        guard let fields = Fields(memory) else { return "" }
        var facts = [String((fields.text("created_at") ?? "").prefix(10)), fields.text("memory_type") ?? ""]
        for name in ["pinned", "archived"] where fields.flag(name) { facts.append(name) }
        var lines = ["## \(facts.joined(separator: ", "))", ""]
        let text = fields.text("text") ?? ""
        lines += text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { "> \($0)" } + [""]
        for (title, name) in [("user", "user_id"), ("session", "session_id"), ("id", "id")] {
            if let value = fields.text(name) { lines.append("- \(title): \(oneLine(value))") }
        }
        for name in ["topics", "entities"] {
            let labels = fields.members[name]?.array?.compactMap(\.string) ?? []
            if !labels.isEmpty { lines.append("- \(name): \(oneLine(labels.joined(separator: ", ")))") }
        }
        return lines.joined(separator: "\n") + "\n\n\n"
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
