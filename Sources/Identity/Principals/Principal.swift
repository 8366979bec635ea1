package import Base

/// Who a verified request acts for: made only with an authenticator's `License`, immutable, shared by every request of
/// one token.
package final class Principal: Sendable {
    /// A person, or an application back end.
    package enum Kind: Sendable, Hashable {
        /// A person: may touch only what is filed under their own name in workspaces that are private per user.
        case person(ID<User>)
        /// An application back end, bound to one workspace, in which it may name any `user_id`.
        case service
        /// Nobody in particular, without a credential: reads one workspace, and nothing that a person keeps private
        /// there.
        case anonymous
    }

    /// A workspace the principal may enter, and as what.
    package struct Entry: Sendable, Hashable {
        package let workspace: ID<Workspace>
        package let role: Role
        package let privacy: Workspace.Privacy

        package init(workspace: ID<Workspace>, role: Role, privacy: Workspace.Privacy) {
            self.workspace = workspace
            self.role = role
            self.privacy = privacy
        }

        init(_ membership: Membership) {
            self.init(workspace: membership.workspace.id, role: membership.role, privacy: membership.workspace.privacy)
        }
    }

    package let kind: Kind
    /// The `user_id` that the APIs show and memories are filed under; nil for a service.
    package let userName: String?
    package let scopes: ScopeSet
    package let credential: Credential
    package let client: String?
    /// The workspaces it may enter; the first is the one meant when a request names none.
    package let entries: [Entry]
    /// When the credential ends; nil when it does not.
    package let expiresAt: Timestamp?
    /// Administers the server: may manage the users of every workspace it may enter, whatever its role there. Never
    /// follows from a scope alone.
    package let isAdministrator: Bool

    /// Permission to create principals, so that no handler or command makes up a caller. `ProofTests` holds the list of
    /// those that have it.
    package struct License: Sendable {
        fileprivate init() {}

        /// For `TokenAuthenticator`, which lends it to what judges a token, and for `SessionAuthenticator`.
        package static let ofAuthenticator = License()
        /// For tests and benchmarks, whose principals prove nothing. `ProofTests` keeps it out of everything else.
        package static let unproven = License()
    }

    package init(
        kind: Kind,
        userName: String?,
        scopes: ScopeSet,
        credential: Credential,
        client: String? = nil,
        entries: [Entry],
        expiresAt: Timestamp? = nil,
        isAdministrator: Bool = false,
        license: License
    ) {
        self.kind = kind
        self.userName = userName
        self.scopes = scopes
        self.credential = credential
        self.client = client
        self.entries = entries
        self.expiresAt = expiresAt
        self.isAdministrator = isAdministrator
    }

    /// Who reads without a credential (`auth.anonymous.workspace`). Nil for a personal workspace, which nobody but its
    /// user enters.
    package static func anonymous(in workspace: Workspace) -> Principal? {
        guard workspace.kind == .team else { return nil }
        return Principal(
            kind: .anonymous,
            userName: nil,
            scopes: .read,
            credential: .none,
            entries: [.init(workspace: workspace.id, role: .reader, privacy: workspace.privacy)],
            license: License()
        )
    }

    /// Whom every caller is taken for with `auth.mode: disabled`, which is for one machine: a service of the workspace.
    /// Nil for a personal workspace: no caller is taken for a person.
    package static func everybody(in workspace: Workspace) -> Principal? {
        guard workspace.kind == .team else { return nil }
        return Principal(
            kind: .service,
            userName: nil,
            scopes: .admin,
            credential: .none,
            entries: [.init(workspace: workspace.id, role: .admin, privacy: workspace.privacy)],
            license: License()
        )
    }
}
