package import Base

/// What a workspace knows of a `user_id`. It is no account: making one lets nobody in, and removing it locks nobody
/// out.
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

/// Which profiles are asked for; everything named must hold.
package struct UserFilter: Sendable {
    /// To the letter.
    package var name: String?
    /// Attributes that are texts and equal to these.
    package var metadata: [(key: String, value: String)] = []

    package init(name: String? = nil) {
        self.name = name
    }
}
