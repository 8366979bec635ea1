package import Base

/// The wall: every memory, session and quota belongs to exactly one workspace.
package struct Workspace: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// Made with its user, entered by nobody else.
        case personal
        case team
    }

    /// Whether people in it see each other's memories.
    package enum Privacy: String, Sendable, Hashable {
        case privatePerUser = "private"
        case shared
    }

    package let id: ID<Workspace>
    package let name: String
    package let kind: Kind
    package let privacy: Privacy
    package let createdAt: Timestamp

    package init(id: ID<Workspace>, name: String, kind: Kind, privacy: Privacy, createdAt: Timestamp) {
        self.id = id
        self.name = name
        self.kind = kind
        self.privacy = privacy
        self.createdAt = createdAt
    }
}
