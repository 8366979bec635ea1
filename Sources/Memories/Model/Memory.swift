package import Base

/// A long-term memory: a fact, an event or a message, found by semantic and keyword search. The members are those of
/// Redis Agent Memory Server's `MemoryRecord`.
package struct Memory: Sendable, Hashable {
    /// Chosen by the caller; unique per workspace and user.
    package var id: String
    package var text: String
    package var kind: MemoryKind
    /// The user it belongs to; nil or empty when it belongs to nobody in particular.
    package var userID: String?
    package var sessionID: String?
    package var namespace: String?
    package var topics: [String]
    package var entities: [String]
    /// When the event happened, for an episodic memory.
    package var eventDate: Timestamp?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var lastAccessed: Timestamp
    package var accessCount: Int
    /// Whether policies must never forget it.
    package var pinned: Bool
    /// Recognises identical text of one user (SHA-256, hexadecimal).
    package var hash: String?
    package var extractedFrom: [String]
    package var persistedAt: Timestamp?
    package var discreteMemoryExtracted: Bool
    package var extractionStrategy: String
    package var extractionStrategyConfig: JSONValue
    package var metadata: JSONValue
    /// The writers, as the store read them. A store ignores this when it writes: it takes the writer from the `Access`.
    package var provenance: MemoryProvenance?
    /// Ids of memories of the same user that this one replaces.
    package var supersedes: [String]
    /// The id of the memory that replaced this one; nil while it is current. Set by the store.
    package var supersededBy: String?
    /// Whether it was put away: searches and lists leave it out unless they ask for it.
    package var archived = false
    /// Set by the store that read it.
    package var place = MemoryPlace.unknown

    package init(
        id: String,
        text: String,
        kind: MemoryKind,
        userID: String? = nil,
        sessionID: String? = nil,
        namespace: String? = nil,
        topics: [String] = [],
        entities: [String] = [],
        eventDate: Timestamp? = nil,
        createdAt: Timestamp,
        updatedAt: Timestamp? = nil,
        lastAccessed: Timestamp? = nil,
        accessCount: Int = 0,
        pinned: Bool = false,
        hash: String? = nil,
        extractedFrom: [String] = [],
        persistedAt: Timestamp? = nil,
        discreteMemoryExtracted: Bool = true,
        extractionStrategy: String = "discrete",
        extractionStrategyConfig: JSONValue = .object([:]),
        metadata: JSONValue = .object([:]),
        supersedes: [String] = [],
        supersededBy: String? = nil,
        provenance: MemoryProvenance? = nil
    ) {
        self.id = id
        self.text = text
        self.kind = kind
        self.userID = userID
        self.sessionID = sessionID
        self.namespace = namespace
        self.topics = topics
        self.entities = entities
        self.eventDate = eventDate
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
        self.lastAccessed = lastAccessed ?? createdAt
        self.accessCount = accessCount
        self.pinned = pinned
        self.hash = hash
        self.extractedFrom = extractedFrom
        self.persistedAt = persistedAt
        self.discreteMemoryExtracted = discreteMemoryExtracted
        self.extractionStrategy = extractionStrategy
        self.extractionStrategyConfig = extractionStrategyConfig
        self.metadata = metadata
        self.provenance = provenance
        self.supersedes = supersedes
        self.supersededBy = supersededBy
    }
}
