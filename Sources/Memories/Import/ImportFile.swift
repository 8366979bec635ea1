import Base

/// A file to import: the archive of a person's data that this server exports, or one of the files named `memories.jsonl`
/// in it.
package struct ImportFile: Sendable {
    /// The memories of one workspace.
    package struct Part: Sendable {
        /// The team's name at the server that wrote the archive; nil for a person's own memories.
        package let team: String?
        /// One JSON object a line.
        package let lines: [UInt8]
    }

    package let parts: [Part]
    /// Whether the parts say where they belong.
    package let isArchive: Bool

    private static let memories = "memories.jsonl"
    private static let account = "account.json"

    /// - Throws: `validationFailed` for a file that is neither.
    package init(_ bytes: [UInt8]) throws {
        guard StoredZip.isOne(bytes) else {
            guard bytes.first(where: { !Self.blanks.contains($0) }) == UInt8(ascii: "{") else {
                throw Fault(.validationFailed, "This is neither an archive of Agent Memory nor a file of JSON lines.")
            }
            parts = [Part(team: nil, lines: bytes)]
            isArchive = false
            return
        }
        let files = try StoredZip.contents(of: bytes) { $0 == Self.account || $0.hasSuffix("/\(Self.memories)") }
        let teams = Self.teams(files.first { $0.name == Self.account }?.content ?? [])
        parts = files.filter { $0.name != Self.account }.map { file in
            let folder = String(file.name.dropLast(Self.memories.utf8.count + 1))
            return Part(
                team: folder == "my-memories" ? nil : teams.first { $0.folder.isExactly(folder) }?.name ?? folder,
                lines: file.content
            )
        }
        isArchive = true
        guard !parts.isEmpty else { throw Fault(.validationFailed, "The archive has no file named memories.jsonl.") }
    }

    /// Blanks of JSON, and the bytes of a byte order mark.
    private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]

    /// The names of the workspaces by their folders.
    private static func teams(_ account: [UInt8]) -> [(folder: String, name: String)] {
        let all = (try? StrictJSON.parse(account))?["workspaces"]?.array ?? []
        return all.compactMap { entry in
            guard let folder = entry["folder"]?.string, let name = entry["name"]?.string else { return nil }
            return (folder, name)
        }
    }
}
