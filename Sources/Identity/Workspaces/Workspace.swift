package import Base

/// An isolated space: every memory, session and quota belongs to exactly one workspace.
package struct Workspace: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// Created together with its user; only that user can access it.
        case personal
        case team
    }

    /// Whether people in the workspace see each other's memories.
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
