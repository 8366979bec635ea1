import Base
import Memories

/// A memory inside the JSON of a session or of the promotion queue: an internal format that only this server reads.
struct MemoryDocument: Codable {
    private let id: String
    private let text: String
    private let kind: MemoryKind
    private let userID: String?
    private let sessionID: String?
    private let namespace: String?
    private let topics: [String]
    private let entities: [String]
    private let eventDate: Timestamp?
    private let createdAt: Timestamp
    private let updatedAt: Timestamp
    private let lastAccessed: Timestamp
    private let accessCount: Int
    private let pinned: Bool
    private let hash: String?
    private let extractedFrom: [String]
    private let persistedAt: Timestamp?
    private let extracted: Bool
    private let strategy: String
    private let strategyConfig: FreeJSON
    private let metadata: FreeJSON
    /// Nil in documents of older versions.
    private let supersedes: [String]?
    /// Nil in documents of older versions.
    private let archived: Bool?

    init(_ memory: Memory) {
        id = memory.id
        text = memory.text
        kind = memory.kind
        userID = memory.userID
        sessionID = memory.sessionID
        namespace = memory.namespace
        topics = memory.topics
        entities = memory.entities
        eventDate = memory.eventDate
        createdAt = memory.createdAt
        updatedAt = memory.updatedAt
        lastAccessed = memory.lastAccessed
        accessCount = memory.accessCount
        pinned = memory.pinned
        hash = memory.hash
        extractedFrom = memory.extractedFrom
        persistedAt = memory.persistedAt
        extracted = memory.discreteMemoryExtracted
        strategy = memory.extractionStrategy
        strategyConfig = FreeJSON(memory.extractionStrategyConfig)
        metadata = FreeJSON(memory.metadata)
        supersedes = memory.supersedes
        archived = memory.archived
    }

    var memory: Memory {
        var memory = Memory(
            id: id,
            text: text,
            kind: kind,
            userID: userID,
            sessionID: sessionID,
            namespace: namespace,
            topics: topics,
            entities: entities,
            eventDate: eventDate,
            createdAt: createdAt,
            updatedAt: updatedAt,
            lastAccessed: lastAccessed,
            accessCount: accessCount,
            pinned: pinned,
            hash: hash,
            extractedFrom: extractedFrom,
            persistedAt: persistedAt,
            discreteMemoryExtracted: extracted,
            extractionStrategy: strategy,
            extractionStrategyConfig: strategyConfig.value,
            metadata: metadata.value,
            supersedes: supersedes ?? []
        )
        memory.archived = archived ?? false
        return memory
    }
}

/// A free-form JSON object inside a document. Stored as text, because Foundation's coders would round its numbers;
/// older versions stored an object.
private struct FreeJSON: Codable {
    let value: JSONValue

    init(_ value: JSONValue) {
        self.value = value
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let text = try? container.decode(String.self) else {
            value = try container.decode(JSONValue.self)
            return
        }
        do { value = try StrictJSON.parse(Array(text.utf8), maxDepth: 128) } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no JSON")
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(decoding: try StrictJSON.encode(value), as: UTF8.self))
    }
}

/// A message inside the JSON of a session. Written with Foundation's encoder, and read without its decoder, which takes
/// most of the time of reading a session.
struct MessageDocument: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, role, content, createdAt, persistedAt, extracted
    }

    private let id: String
    private let role: String
    private let content: String
    private let createdAt: Timestamp
    private let persistedAt: Timestamp?
    private let extracted: Bool

    init(_ message: Message) {
        id = message.id
        role = message.role
        content = message.content
        createdAt = message.createdAt
        persistedAt = message.persistedAt
        extracted = message.discreteMemoryExtracted
    }

    /// - Throws: `StoreFailure(.broken)` unless this server wrote the JSON.
    static func messages(_ json: JSONValue) throws -> [Message] {
        guard case .array(let documents) = json else { throw malformed }
        return try documents.map { document in
            guard case .object(let members) = document else { throw malformed }
            func text(_ key: CodingKeys) throws -> String {
                guard case .string(let text)? = members[key.rawValue] else { throw malformed }
                return text
            }
            func time(_ key: CodingKeys) throws -> Timestamp {
                guard let time = Timestamp(iso8601: try text(key)) else { throw malformed }
                return time
            }
            guard case .bool(let extracted)? = members[CodingKeys.extracted.rawValue] else { throw malformed }
            return Message(
                id: try text(.id),
                role: try text(.role),
                content: try text(.content),
                createdAt: try time(.createdAt),
                persistedAt: try members[CodingKeys.persistedAt.rawValue] == nil ? nil : time(.persistedAt),
                discreteMemoryExtracted: extracted
            )
        }
    }

    private static let malformed = StoreFailure(.broken, "the messages of a session are not in this server's format")
}
