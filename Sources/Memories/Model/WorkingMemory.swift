package import Base

/// One thing said in a conversation.
package struct Message: Sendable, Hashable {
    package var id: String
    /// Free text; `user`, `assistant`, `system`, `tool` by custom.
    package var role: String
    package var content: String
    package var createdAt: Timestamp
    package var persistedAt: Timestamp?
    package var discreteMemoryExtracted: Bool

    package init(
        id: String,
        role: String,
        content: String,
        createdAt: Timestamp,
        persistedAt: Timestamp? = nil,
        discreteMemoryExtracted: Bool = false
    ) {
        self.id = id
        self.role = role
        self.content = content
        self.createdAt = createdAt
        self.persistedAt = persistedAt
        self.discreteMemoryExtracted = discreteMemoryExtracted
    }
}

/// The key of a session inside a workspace. Its parts stay separate values: joined into one text, two keys could be
/// confused.
package struct SessionKey: Sendable {
    package var sessionID: String
    package var userID: String?
    package var namespace: String?

    package init(sessionID: String, userID: String?, namespace: String?) {
        self.sessionID = sessionID
        self.userID = userID
        self.namespace = namespace
    }
}

extension SessionKey: Hashable {
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.sessionID.isExactly(rhs.sessionID) && lhs.userID.isExactly(rhs.userID)
            && lhs.namespace.isExactly(rhs.namespace)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Identifier(sessionID))
        hasher.combine(userID.map { Identifier($0) })
        hasher.combine(namespace.map { Identifier($0) })
    }
}

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
