import Base
import FoundationEssentials
import Glibc
import Identity
import Imports
import SQLStorage

/// Files and folders to import, within bounds.
enum SourceFiles {
    /// The most bytes that an archive may unpack to.
    static let unpackedLimit = 1 << 30
    /// The most bytes of a file.
    private static let fileLimit = 2 << 30
    /// The most files of a folder, and their bytes together.
    private static let (files, folderLimit) = (50_000, 512 << 20)
    private static let depth = 32

    /// - Throws: `CommandFailure` for a file that cannot be read, or is too large.
    static func bytes(of path: String) throws -> [UInt8] {
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
        guard size <= fileLimit else { throw CommandFailure("The file \(path) is larger than \(fileLimit >> 30) GB.") }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("The file \(path) cannot be read.")
        }
        return Array(bytes)
    }

    /// The tables of a SQLite database, or the bytes of any other file.
    static func database(_ path: String, _ kind: ImportKind) throws -> ImportSource.Material {
        guard isDatabase(path) else { return .file(try bytes(of: path)) }
        return .tables(SourceTables(try ForeignDatabase.tables(at: path, named: ImportSource.tables(of: kind))))
    }

    /// Whether a file begins as those of SQLite do.
    private static func isDatabase(_ path: String) -> Bool {
        guard let file = fopen(path, "rb") else { return false }
        defer { fclose(file) }
        var head = [UInt8](repeating: 0, count: 16)
        return fread(&head, 1, head.count, file) == head.count && head.elementsEqual("SQLite format 3\u{0}".utf8)
    }

    /// The Markdown files of a folder, by their paths in it, or one file. Links and hidden folders are not followed.
    static func notes(_ path: String) throws -> ImportSource.Material {
        guard kind(of: path) == .typeDirectory else {
            let bytes = try bytes(of: path)
            guard !bytes.starts(with: [0x50, 0x4b, 3, 4]) else { return .file(bytes) }
            return .folder([(path.split(separator: "/").last.map(String.init) ?? path, bytes)])
        }
        var found: [(path: String, bytes: [UInt8])] = []
        var room = folderLimit
        var waiting = [(folder: "", depth: 0)]
        while let (folder, depth) = waiting.popLast() {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
            where !name.hasPrefix(".") {
                let inner = folder.isEmpty ? name : "\(folder)/\(name)"
                switch kind(of: "\(path)/\(inner)") {
                case .typeDirectory where depth < Self.depth: waiting.append((inner, depth + 1))
                case .typeRegular where ImportSource.isNote(inner):
                    let bytes = try bytes(of: "\(path)/\(inner)")
                    room -= bytes.count
                    guard room >= 0, found.count < files else {
                        throw CommandFailure(
                            "The folder has more than \(files) notes, or more than \(folderLimit >> 20) MB of them."
                        )
                    }
                    found.append((inner, bytes))
                default: continue
                }
            }
        }
        return .folder(found)
    }

    static func isDirectory(_ path: String) -> Bool { kind(of: path) == .typeDirectory }

    /// The kind of the entry itself, not of the end of a link.
    private static func kind(of path: String) -> FileAttributeType? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
    }
}
