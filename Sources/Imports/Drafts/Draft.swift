import Base
import Crypto
import Identity

/// A memory of another system, on its way to become one here.
struct Draft {
    /// The id there; empty when it has none.
    var id: String
    var text: String
    var user: String?
    var session: String?
    var namespace: String?
    /// As in `memory_type`.
    var kind = "semantic"
    var topics: [String] = []
    var entities: [String] = []
    var createdAt: Timestamp?
    var updatedAt: Timestamp?
    var lastAccessed: Timestamp?
    var eventDate: Timestamp?
    var accessCount: Int64?
    var isPinned = false
    var isArchived = false
    var supersedes: [String] = []
    var extractedFrom: [String] = []
    var metadata: [String: JSONValue] = [:]

    init(id: String, text: String) {
        self.id = id
        self.text = text
    }

    /// The members of the memory.
    /// - Parameters:
    ///   - owner: its user here.
    ///   - lost: receives the names of what has no place.
    func memory(of kind: ImportKind, owner: String?, lost: inout Set<String>) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(Self.id(id.isEmpty ? text : id, of: kind)), "text": .string(text),
            "memory_type": .string(self.kind),
        ]
        members["user_id"] = owner.map(JSONValue.string)
        members["session_id"] = Self.label(session).map(JSONValue.string)
        members["namespace"] = Self.label(namespace).map(JSONValue.string)
        members["topics"] = Self.labels(topics, "topics", &lost)
        members["entities"] = Self.labels(entities, "entities", &lost)
        members["extracted_from"] = Self.labels(extractedFrom, "sources of memories", &lost)
        members["created_at"] = createdAt.map { .string($0.description) }
        // A change before the creation is a flaw of the source.
        members["updated_at"] = (updatedAt ?? createdAt).map { .string(max($0, createdAt ?? $0).description) }
        members["last_accessed"] = (lastAccessed ?? createdAt).map { .string(max($0, createdAt ?? $0).description) }
        members["event_date"] = eventDate.map { .string($0.description) }
        members["access_count"] = accessCount.map { .integer(min(max(0, $0), Int64(Int32.max))) }
        if isPinned { members["pinned"] = true }
        if isArchived { members["archived"] = true }
        if !supersedes.isEmpty {
            members["supersedes"] = .array(supersedes.map { .string(Self.id($0, of: kind)) })
        }
        if !metadata.isEmpty { members["metadata"] = .object(metadata) }
        return .object(members)
    }

    /// An id that can be one here stays; any other, and a text without one, becomes a digest, so that it is the same
    /// every time.
    static func id(_ id: String, of kind: ImportKind) -> String {
        let isUsable =
            !id.isEmpty && id.utf8.count <= 128
            && id.unicodeScalars.allSatisfy { ("!"..."~").contains($0) && !"/?#%\\".unicodeScalars.contains($0) }
        guard !isUsable else { return id }
        let digest = SHA256.hash(data: Array("\(kind.rawValue)\u{0}\(id)".utf8))
        return digest.prefix(16).reduce(into: "\(kind.rawValue)-") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }

    /// A name without control characters and outer blanks; nil for an empty one and one that is too long.
    private static func label(_ text: String?) -> String? {
        guard let text else { return nil }
        var scalars = text.unicodeScalars
        scalars.removeAll { $0.properties.generalCategory == .control }
        let name = String(scalars).trimmed
        return name.isEmpty || name.unicodeScalars.count > 256 ? nil : name
    }

    private static func labels(_ texts: [String], _ what: String, _ lost: inout Set<String>) -> JSONValue? {
        var seen: Set<Identifier> = []
        let names = texts.compactMap { label($0) }.filter { seen.insert(Identifier($0)).inserted }
        if names.count > 64 { lost.insert("\(what) beyond 64 of one memory") }
        if texts.contains(where: { $0.unicodeScalars.count > 256 }) {
            lost.insert("\(what) of more than 256 characters")
        }
        return names.isEmpty ? nil : .array(names.prefix(64).map(JSONValue.string))
    }
}

extension Substring {
    /// Without blanks and line ends at both ends.
    var trimmed: Substring {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...last]
    }
}

extension String {
    var trimmed: String { String(self[...].trimmed) }
}
