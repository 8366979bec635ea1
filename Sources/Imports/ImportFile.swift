import Base
package import Identity
package import Memories

/// A file to import: the archive of a person's data that this server exports, one of the files named `memories.jsonl` in
/// it, or a file of another system.
package struct ImportFile: Sendable {
    /// The memories of one workspace.
    package struct Part: Sendable {
        /// The team's name at the server that wrote the archive; nil for a person's own memories.
        package let team: String?
        package let records: [ImportRecord]
    }

    package let parts: [Part]
    /// Whether the parts say where they belong.
    package let isArchive: Bool
    package let kind: ImportKind
    /// The parts of the file that nothing here can hold, in a few words each.
    package let lost: [String]

    private static let memories = "memories.jsonl"
    private static let account = "account.json"

    /// Reads a file of any kind that can be uploaded; the memories become the caller's.
    /// - Parameter limit: the most bytes that an archive may unpack to.
    /// - Throws: `validationFailed` for a file of another kind.
    package init(_ bytes: [UInt8], of kind: ImportKind, unpackedLimit limit: Int) throws {
        guard kind != .export else {
            self = try ImportFile(bytes, unpackedLimit: limit)
            return
        }
        let source = try ImportSource.read(kind, .file(bytes), .caller, unpackedLimit: limit)
        parts = [Part(team: nil, records: source.records)]
        isArchive = false
        self.kind = kind
        lost = source.lost
    }

    /// Reads an export of this server.
    /// - Throws: `validationFailed` for a file of another kind.
    package init(_ bytes: [UInt8], unpackedLimit limit: Int) throws {
        kind = .export
        lost = []
        guard ZipReader.isOne(bytes) else {
            guard bytes.first(where: { !Self.blanks.contains($0) }) == UInt8(ascii: "{") else {
                throw Fault(.validationFailed, "This is neither an archive of Agent Memory nor a file of JSON lines.")
            }
            parts = [Part(team: nil, records: ImportRecord.lines(bytes))]
            isArchive = false
            return
        }
        let files = try ZipReader.contents(of: bytes, upTo: limit) {
            $0 == Self.account || $0.hasSuffix("/\(Self.memories)")
        }
        let teams = Self.teams(files.first { $0.name == Self.account }?.content ?? [])
        parts = files.filter { $0.name != Self.account }.map { file in
            let folder = String(file.name.dropLast(Self.memories.utf8.count + 1))
            return Part(
                team: folder == "my-memories" ? nil : teams.first { $0.folder.isExactly(folder) }?.name ?? folder,
                records: ImportRecord.lines(file.content)
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
