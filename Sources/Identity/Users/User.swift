package import Base

/// A person with an account on this server.
package struct User: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable {
        case active, disabled
    }

    package let id: ID<User>
    /// The `user_id` of the APIs and of memories; unique and never changed.
    package let name: String
    package let displayName: String?
    /// An attribute, never the key (OIDC Core §5.7).
    package let email: String?
    package let status: Status
    package let isAdministrator: Bool
    package let createdAt: Timestamp
    package let personalWorkspace: ID<Workspace>

    package init(
        id: ID<User>,
        name: String,
        displayName: String? = nil,
        email: String? = nil,
        status: Status = .active,
        isAdministrator: Bool = false,
        createdAt: Timestamp,
        personalWorkspace: ID<Workspace>
    ) {
        self.id = id
        self.name = name
        self.displayName = displayName
        self.email = email
        self.status = status
        self.isAdministrator = isAdministrator
        self.createdAt = createdAt
        self.personalWorkspace = personalWorkspace
    }
}
