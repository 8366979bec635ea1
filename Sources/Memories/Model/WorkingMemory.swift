package import Base

/// A session: the current conversation and what belongs to it.
package struct WorkingMemory: Sendable, Hashable {
    package var key: SessionKey
    package var messages: [Message]
    /// Memories that the server promotes to long-term memory in the background.
    package var memories: [Memory]
    /// A summary of what was said before the messages.
    package var context: String?
    /// Free JSON of the application.
    package var data: JSONValue?
    package var tokens: Int
    package var strategy: String
    package var strategyConfig: JSONValue
    /// Seconds from the last write until it expires; nil means never.
    package var ttlSeconds: Int?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var lastAccessed: Timestamp
    /// The writers, as the store read them; ignored when the session is written.
    package var provenance: MemoryProvenance?
    /// As the store read it; ignored when the session is written (`SessionRecordStore`).
    package var state = SessionState()

    package init(
        key: SessionKey,
        messages: [Message] = [],
        memories: [Memory] = [],
        context: String? = nil,
        data: JSONValue? = nil,
        tokens: Int = 0,
        strategy: String = "discrete",
        strategyConfig: JSONValue = .object([:]),
        ttlSeconds: Int? = nil,
        createdAt: Timestamp,
        updatedAt: Timestamp,
        lastAccessed: Timestamp,
        provenance: MemoryProvenance? = nil
    ) {
        self.key = key
        self.messages = messages
        self.memories = memories
        self.context = context
        self.data = data
        self.tokens = tokens
        self.strategy = strategy
        self.strategyConfig = strategyConfig
        self.ttlSeconds = ttlSeconds
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.lastAccessed = lastAccessed
        self.provenance = provenance
    }

    package var expiresAt: Timestamp? {
        ttlSeconds.map { updatedAt.advanced(by: .seconds($0)) }
    }
}
