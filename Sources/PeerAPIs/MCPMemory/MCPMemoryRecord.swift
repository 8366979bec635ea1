import Base
import Crypto
import Memories

/// A memory as MCP Memory Service knows it.
///
/// Its tags are our topics. Its type is a topic with the prefix `type:`, so that filters find it; clients see it as the type
/// only. Its content hash is our id: a memory that is stored here gets the hash of its content as its id.
struct MCPMemoryRecord: Sendable {
    var content: String
    var tags: [String] = []
    var type: String?
    var metadata: [String: JSONValue] = [:]
    var conversation: String?

    private static let typePrefix = "type:"

    /// The hash by which that system names a text: SHA-256, hexadecimal, of the text without white space around it and in
    /// lower case. So two texts that differ only in case are one memory there, and in what its clients store here.
    static func hash(of content: String) -> String {
        SHA256.hash(data: Array(content.trimmed.lowercased().utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    static func topic(ofType type: String) -> String { typePrefix + type }

    func memory(author: String?, at now: Timestamp) -> Memory {
        Memory(
            id: Self.hash(of: content),
            text: content,
            kind: .semantic,
            userID: author,
            sessionID: conversation,
            topics: topics,
            createdAt: now,
            metadata: .object(metadata)
        )
    }

    /// The labels as stored: the type is one of them.
    var topics: [String] { Self.topics(tags: tags, type: type) }

    static func topics(tags: [String], type: String?) -> [String] {
        var seen: Set<Identifier> = []
        return (tags + [type.map(topic)].compactMap(\.self)).filter {
            !$0.isEmpty && seen.insert(Identifier($0)).inserted
        }
    }

    static func tags(of memory: Memory) -> [String] { memory.topics.filter { !$0.hasPrefix(typePrefix) } }

    /// The type that a client gave, or else our kind.
    static func type(of memory: Memory) -> String? {
        memory.topics.first { $0.hasPrefix(typePrefix) }.map { String($0.dropFirst(typePrefix.count)) }
            ?? memory.kind.rawValue
    }

    static func json(_ memory: Memory) -> JSONValue {
        [
            "content": .string(memory.text), "content_hash": .string(memory.id),
            "tags": .array(tags(of: memory).map(JSONValue.string)),
            "memory_type": type(of: memory).map(JSONValue.string) ?? .null, "metadata": memory.metadata,
            "created_at": seconds(memory.createdAt), "created_at_iso": .string("\(memory.createdAt)"),
            "updated_at": seconds(memory.updatedAt), "updated_at_iso": .string("\(memory.updatedAt)"),
        ]
    }

    private static func seconds(_ time: Timestamp) -> JSONValue { .number(Double(time.milliseconds) / 1_000) }

    /// Tags as that system reads them: a list, or one text with commas.
    static func tags(_ value: JSONValue?) -> [String] {
        let parts =
            value?.array?.compactMap(\.string)
            ?? value?.string?.split(separator: ",").map(String.init) ?? []
        return parts.map(\.trimmed).filter { !$0.isEmpty }
    }
}

extension String {
    /// Without white space around it.
    var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
