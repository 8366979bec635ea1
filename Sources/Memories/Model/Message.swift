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
