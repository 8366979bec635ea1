import Base
import Identity
import Imports

/// A waiting import as bytes, for the database: a line of JSON, and the file as it was uploaded.
extension PendingImports.Pending {
    func bytes(with content: [UInt8]) throws -> [UInt8] {
        let head: JSONValue = [
            "name": .string(name), "kind": .string(file.kind.rawValue),
            "target": target.map { .string($0.rawValue) } ?? .null,
        ]
        return try StrictJSON.encode(head) + [UInt8(ascii: "\n")] + content
    }

    /// - Throws: `validationFailed` for bytes that are not of an import.
    init(_ bytes: [UInt8], id: String, at now: Timestamp) throws {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        let head = try StrictJSON.parse(Array(bytes[..<end]))
        let content = Array(bytes[end...].dropFirst())
        let kind = head["kind"]?.string.flatMap { ImportKind(rawValue: $0) } ?? .export
        self.init(
            id: id,
            name: head["name"]?.string ?? "",
            size: content.count,
            file: try ImportFile(content, of: kind, unpackedLimit: TakeoutRoutes.unpackedLimit),
            target: head["target"]?.string.map { ID($0) },
            at: now
        )
    }
}
