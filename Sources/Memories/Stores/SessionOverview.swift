package import Base

/// A session in a list: what is known of it without its messages.
package struct SessionOverview: Sendable, Hashable {
    package let key: SessionKey
    package let messageCount: Int
    package let createdAt: Timestamp
    package let updatedAt: Timestamp
    /// Nil for a session that never expires.
    package let expiresAt: Timestamp?

    package init(
        key: SessionKey,
        messageCount: Int,
        createdAt: Timestamp,
        updatedAt: Timestamp,
        expiresAt: Timestamp?
    ) {
        self.key = key
        self.messageCount = messageCount
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.expiresAt = expiresAt
    }
}
