package import Base

/// Proof that policy said yes: this principal, in this workspace, for these users' memories, with this action.
/// Every store method on memories takes one first. Only `AccessPolicy` can make it.
package struct Access: Sendable, Hashable {
    /// Whose memories in the workspace are within reach.
    package enum Reach: Sendable {
        /// Everybody's in the workspace: a service, or a person in a shared workspace.
        case everyone
        /// Those filed under this `user_id` and no others.
        case only(String)
    }

    package let workspace: ID<Workspace>
    package let reach: Reach
    package let action: Action
    /// The `user_id` under which new memories are filed when the request names none: the person, or nobody.
    package let author: String?
    /// Whether the caller has no credential.
    package let isAnonymous: Bool

    fileprivate init(workspace: ID<Workspace>, reach: Reach, action: Action, author: String?, isAnonymous: Bool = false)
    {
        self.workspace = workspace
        self.reach = reach
        self.action = action
        self.author = author
        self.isAnonymous = isAnonymous
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
    /// The same proof for one user's memories only; nil when they are out of reach. No name means those that are
    /// nobody's.
    package func narrowed(to userID: String?) -> Access? {
        let userID = userID ?? ""
        return switch reach {
        case .everyone:
            Access(workspace: workspace, reach: .only(userID), action: action, author: author, isAnonymous: isAnonymous)
        case .only(let own): own.isExactly(userID) ? self : nil
        }
    }
}

extension Fault {
    /// What whoever would write under another person's name is told.
    package static var foreignName: Fault { Fault(.forbidden, "Your token may write only under your own user_id.") }
}

/// Room 3: may you? A pure function of the principal, the workspace, the user named and the action.
package enum AccessPolicy {
    /// - Parameters:
    ///   - workspace: the one named by the request; nil means the principal's own.
    ///   - user: the `user_id` named by the request; nil means the person themself, or for a service everybody.
    /// - Throws: `insufficientScope` with the scope to ask for; `missingCredential` likewise, when nobody in particular
    ///   asks for more than to read; `notFound` for a workspace the principal is not in, or another person's name on a
    ///   read; `forbidden` for another person's name on a write.
    package static func access(
        _ principal: Principal,
        workspace: ID<Workspace>? = nil,
        user: String? = nil,
        to action: Action
    ) throws -> Access {
        // A caller without a token cannot have too little of one (RFC 6750 §3.1): it is told what to log in for.
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
        // An administrator of the server manages users wherever they are in, whatever their role there, and needs the
        // scope all the same.
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
                author: user
            )
        case (.anonymous, .shared):
            return Access(
                workspace: entry.workspace,
                reach: user.map(Access.Reach.only) ?? .everyone,
                action: action,
                author: nil,
                isAnonymous: true
            )
        // What people keep private here stays theirs; what is filed under no name is left.
        case (.anonymous, .privatePerUser):
            guard user == nil else { throw Fault(.notFound, "User not found") }
            return Access(workspace: entry.workspace, reach: .only(""), action: action, author: nil, isAnonymous: true)
        // Shared means read by all; what others filed is changed by the workspace's admins only.
        case (.person, .shared) where action != .write:
            return Access(
                workspace: entry.workspace,
                reach: user.map(Access.Reach.only) ?? .everyone,
                action: action,
                author: principal.userName
            )
        case (.person, .shared), (.person, .privatePerUser):
            guard let own = principal.userName else { throw Fault(.notFound, "User not found") }
            guard user == nil || own.isExactly(user) else {
                throw action == .read
                    ? Fault(.notFound, "User not found")
                    : .foreignName
            }
            return Access(workspace: entry.workspace, reach: .only(own), action: action, author: own)
        }
    }

    /// - Parameter principal: nil where it is not known how the token was got.
    static func insufficientScope(for action: Action, of principal: Principal? = nil) -> Fault {
        let detail = "This needs the scope \(action.scope.names.last ?? "")."
        guard action == .administer, case .accessToken(_, .some)? = principal?.credential else {
            return Fault(.insufficientScope, detail, hints: .init(scope: action.scope.names.last))
        }
        // A token of our own server: a client that registered itself would ask for the scope in vain, again and again.
        return Fault(
            .insufficientScope,
            detail,
            hints: .init(
                advice:
                    "Use an API token with it, or an application that an administrator added: agent-memory client add --scope."
            )
        )
    }

    private static func entry(of principal: Principal, named workspace: ID<Workspace>?) -> Principal.Entry? {
        guard let workspace else { return principal.entries.first }
        return principal.entries.first { $0.workspace == workspace }
    }
}
