package import Base

/// Proof that the policy allowed this action: for this principal, in this workspace, on these users' memories. Every
/// store method on memories requires one. Only `AccessPolicy` can create it.
package struct Access: Sendable, Hashable {
    /// The users whose memories in the workspace are accessible.
    package enum Reach: Sendable {
        /// All memories in the workspace: for a service, or for a person in a shared workspace.
        case everyone
        /// Only memories with this `user_id`.
        case only(String)
    }

    package let workspace: ID<Workspace>
    package let reach: Reach
    package let action: Action
    /// The `user_id` for new memories when the request names none: the person's, or nil.
    package let author: String?
    /// Whether the caller has no credential.
    package let isAnonymous: Bool
    /// Where the reads and writes with this proof come from; nil without a credential.
    package let provenance: Provenance?

    fileprivate init(
        workspace: ID<Workspace>,
        reach: Reach,
        action: Action,
        author: String?,
        isAnonymous: Bool = false,
        provenance: Provenance?
    ) {
        self.workspace = workspace
        self.reach = reach
        self.action = action
        self.author = author
        self.isAnonymous = isAnonymous
        self.provenance = provenance
    }
}

extension Access.Reach: Hashable {
    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.name == rhs.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    private var name: Identifier? {
        switch self {
        case .everyone: nil
        case .only(let name): Identifier(name)
        }
    }
}

extension Access {
    /// The same proof, limited to one user's memories; nil when they are not accessible. A nil `userID` means the
    /// memories without a user.
    package func narrowed(to userID: String?) -> Access? {
        let userID = userID ?? ""
        return switch reach {
        case .everyone:
            Access(
                workspace: workspace,
                reach: .only(userID),
                action: action,
                author: author,
                isAnonymous: isAnonymous,
                provenance: provenance
            )
        case .only(let own): own.isExactly(userID) ? self : nil
        }
    }
}

extension Access {
    /// The same proof for memories that come from a file or another system: their provenance names its kind as the
    /// application, with the person and the credential of the caller.
    package func importing(_ kind: ImportKind) -> Access {
        Access(
            workspace: workspace,
            reach: reach,
            action: action,
            author: author,
            isAnonymous: isAnonymous,
            provenance: provenance.map {
                Provenance(
                    application: ApplicationID(.imported, id: kind.rawValue),
                    person: $0.person,
                    personName: $0.personName,
                    credential: $0.credential
                )
            }
        )
    }
}

extension Fault {
    /// The error for a write with another person's `user_id`.
    package static var foreignName: Fault { Fault(.forbidden, "Your token may write only under your own user_id.") }
}

/// Room 3: may you do this? A pure function of the principal, the workspace, the named user and the action.
package enum AccessPolicy {
    /// - Parameters:
    ///   - workspace: the workspace named by the request; nil means the principal's own.
    ///   - user: the `user_id` named by the request; nil means the person themself, or everyone for a service.
    /// - Throws: `insufficientScope` with the scope to ask for; `missingCredential` with the scope when an anonymous
    ///   caller wants more than to read; `forbidden` while the person has paused the application; `notFound` for a workspace the principal is not in, or for another person's
    ///   name on a read; `forbidden` for another person's name on a write.
    package static func access(
        _ principal: Principal,
        workspace: ID<Workspace>? = nil,
        user: String? = nil,
        to action: Action
    ) throws -> Access {
        if let time = principal.pausedAt { throw paused(since: time) }
        // A caller without a token cannot have an insufficient scope (RFC 6750 §3.1); the error says which scope to log
        // in for.
        guard principal.kind != .anonymous || action == .read else {
            throw Fault(
                .missingCredential,
                "This needs a credential with the scope \(action.scope.names.last ?? "").",
                hints: .init(scope: action.scope.names.joined(separator: " "))
            )
        }
        guard principal.scopes.isSuperset(of: action.scope) else {
            throw insufficientScope(for: action, of: principal)
        }
        guard let entry = entry(of: principal, named: workspace) else {
            throw Fault(.notFound, "Workspace not found")
        }
        // An administrator of the server manages users in every workspace they are a member of, with any role, but
        // still needs the scope.
        guard entry.role.scopes.isSuperset(of: action.scope) || (action == .administer && principal.isAdministrator)
        else {
            throw Fault(.forbidden, "Your role in this workspace (\(entry.role.rawValue)) does not allow this.")
        }
        switch (principal.kind, entry.privacy) {
        case (.service, _):
            return Access(
                workspace: entry.workspace,
                reach: user.map(Access.Reach.only) ?? .everyone,
                action: action,
                author: user,
                provenance: principal.provenance
            )
        case (.anonymous, .shared):
            return Access(
                workspace: entry.workspace,
                reach: user.map(Access.Reach.only) ?? .everyone,
                action: action,
                author: nil,
                isAnonymous: true,
                provenance: principal.provenance
            )
        // Memories with a user stay private; anonymous callers see only those without one.
        case (.anonymous, .privatePerUser):
            guard user == nil else { throw Fault(.notFound, "User not found") }
            return Access(
                workspace: entry.workspace,
                reach: .only(""),
                action: action,
                author: nil,
                isAnonymous: true,
                provenance: principal.provenance
            )
        // Everyone reads a shared workspace; only its admins change other people's memories.
        case (.person, .shared) where action != .write:
            return Access(
                workspace: entry.workspace,
                reach: user.map(Access.Reach.only) ?? .everyone,
                action: action,
                author: principal.userName,
                provenance: principal.provenance
            )
        case (.person, .shared), (.person, .privatePerUser):
            guard let own = principal.userName else { throw Fault(.notFound, "User not found") }
            guard user == nil || own.isExactly(user) else {
                throw action == .read
                    ? Fault(.notFound, "User not found")
                    : .foreignName
            }
            return Access(
                workspace: entry.workspace,
                reach: .only(own),
                action: action,
                author: own,
                provenance: principal.provenance
            )
        }
    }

    /// - Parameter principal: nil when it is unknown how the caller got the token.
    static func insufficientScope(for action: Action, of principal: Principal? = nil) -> Fault {
        let detail = "This needs the scope \(action.scope.names.last ?? "")."
        guard action == .administer, case .accessToken(_, .some)? = principal?.credential else {
            return Fault(.insufficientScope, detail, hints: .init(scope: action.scope.names.last))
        }
        // A token of this server: a client that registered itself would ask for the scope again and again without
        // success.
        return Fault(
            .insufficientScope,
            detail,
            hints: .init(
                advice:
                    "Use an API token with this scope, or an application that an administrator added: agent-memory client add --scope."
            )
        )
    }

    /// The refusal that the application can show to its user.
    package static func paused(since time: Timestamp) -> Fault {
        Fault(
            .forbidden,
            "This application has been paused since \(time). Nothing was read or written.",
            hints: .init(advice: "Its user can resume it under Applications on the pages of this server.")
        )
    }

    private static func entry(of principal: Principal, named workspace: ID<Workspace>?) -> Principal.Entry? {
        guard let workspace else { return principal.entries.first }
        return principal.entries.first { $0.workspace == workspace }
    }
}
