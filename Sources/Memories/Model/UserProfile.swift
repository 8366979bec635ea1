package import Base

/// A workspace's description of a `user_id`. It is separate from accounts: creating a profile gives nobody access, and
/// removing one locks nobody out.
package struct UserProfile: Sendable, Hashable {
    /// The `user_id` that memories are filed under.
    package let id: String
    package let name: String
    /// Free attributes; an object.
    package let metadata: JSONValue
    package let createdAt: Timestamp

    package init(id: String, name: String, metadata: JSONValue = .object([:]), createdAt: Timestamp) {
        self.id = id
        self.name = name
        self.metadata = metadata
        self.createdAt = createdAt
    }
}

/// A filter for profiles; every condition must hold.
package struct UserFilter: Sendable {
    /// The exact name.
    package var name: String?
    /// Attributes with exactly these texts as values, or with numbers that are written so.
    package var metadata: [(key: String, value: String)] = []

    package init(name: String? = nil) {
        self.name = name
    }
}
