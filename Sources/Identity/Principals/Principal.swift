package import Base

/// The caller that a verified request acts for. Immutable, shared by all requests with one token, and only created with
/// an authenticator's `License`.
package final class Principal: Sendable {
    /// A person, an application back end or an anonymous caller.
    package enum Kind: Sendable, Hashable {
        /// A person. In workspaces that are private per user, only memories with the person's own name are accessible.
        case person(ID<User>)
        /// An application back end, bound to one workspace, in which it may name any `user_id`.
        case service
        /// A caller without a credential. Can read one workspace, except memories that people keep private there.
        case anonymous
    }

    /// A workspace that the principal can access, with the role there.
    package struct Entry: Sendable, Hashable {
        package let workspace: ID<Workspace>
        package let role: Role
        package let privacy: Workspace.Privacy
        /// The name that callers use for the workspace in a search of several: a team's name, or `personal`.
        package let name: String

        package init(workspace: ID<Workspace>, role: Role, privacy: Workspace.Privacy, name: String) {
            self.workspace = workspace
            self.role = role
            self.privacy = privacy
            self.name = name
        }

        package init(_ workspace: Workspace, as role: Role) {
            let name = workspace.kind == .personal ? Workspace.Kind.personal.rawValue : workspace.name
            self.init(workspace: workspace.id, role: role, privacy: workspace.privacy, name: name)
        }

        package init(_ membership: Membership) {
            self.init(membership.workspace, as: membership.role)
        }
    }

    package let kind: Kind
    /// The `user_id` that the APIs show and that new memories get; nil for a service.
    package let userName: String?
    package let scopes: ScopeSet
    package let credential: Credential
    package let client: String?
    /// The accessible workspaces. The first one is used when a request names none.
    package let entries: [Entry]
    /// The time when the credential expires; nil when it never does.
    package let expiresAt: Timestamp?
    /// Whether the principal administers the server: manages the users of all its workspaces, with any role there. A
    /// scope alone never grants this.
    package let isAdministrator: Bool
    /// Where this caller's reads and writes come from; nil without a credential.
    package let provenance: Provenance?
    /// Since when the person has paused the application: `AccessPolicy` then refuses everything.
    package let pausedAt: Timestamp?

    /// Permission to create principals, so that no handler or command can invent a caller. `ProofTests` lists the code
    /// that has it.
    package struct License: Sendable {
        fileprivate init() {}

        /// For `TokenAuthenticator`, which passes it to its verifiers, and for `SessionAuthenticator`.
        package static let ofAuthenticator = License()
        /// For tests and benchmarks, whose principals prove nothing. `ProofTests` refuses it in all other code.
        package static let unproven = License()
    }

    /// - Parameter identification: how this server knows the client; nil unless the credential is one of its own access
    ///   tokens.
    package init(
        kind: Kind,
        userName: String?,
        scopes: ScopeSet,
        credential: Credential,
        client: String? = nil,
        identification: ApplicationID.Identification? = nil,
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
        provenance = Provenance(
            credential,
            client: client,
            identifiedAs: identification,
            kind: kind,
            personName: userName
        )
        pausedAt = nil
    }

    private init(_ principal: Principal, pausedAt: Timestamp) {
        kind = principal.kind
        userName = principal.userName
        scopes = principal.scopes
        credential = principal.credential
        client = principal.client
        entries = principal.entries
        expiresAt = principal.expiresAt
        isAdministrator = principal.isAdministrator
        provenance = principal.provenance
        self.pausedAt = pausedAt
    }

    /// The same caller with a paused application, which the policy allows nothing.
    func paused(since time: Timestamp) -> Principal { Principal(self, pausedAt: time) }

    /// The principal of callers without a credential (`auth.anonymous.workspace`). Nil for a personal workspace, which
    /// only its user can access.
    package static func anonymous(in workspace: Workspace) -> Principal? {
        uncredentialed(.anonymous, in: workspace, as: .reader, scopes: .read)
    }

    /// The principal of every caller with `auth.mode: disabled`, which is for a single machine: a service of the
    /// workspace. Nil for a personal workspace, because a caller without a credential never counts as a person.
    package static func everybody(in workspace: Workspace) -> Principal? {
        uncredentialed(.service, in: workspace, as: .admin, scopes: .admin)
    }

    private static func uncredentialed(
        _ kind: Kind,
        in workspace: Workspace,
        as role: Role,
        scopes: ScopeSet
    ) -> Principal? {
        guard workspace.kind == .team else { return nil }
        return Principal(
            kind: kind,
            userName: nil,
            scopes: scopes,
            credential: .none,
            entries: [.init(workspace, as: role)],
            license: License()
        )
    }
}
