package import Base

/// The result of a change that could remove the last administrator.
package enum UserChange: Sendable, Hashable {
    case done
    /// The user does not exist.
    case absent
    /// Refused without any change, because no active administrator would be left.
    case lastAdministrator
}

/// The store of users and their external identities.
package protocol UserStore: Sendable {
    /// Creates the user and the personal workspace, with the user as its admin, in one step. Of concurrent callers with
    /// one name, exactly one gets `true`; the others change nothing. A name also counts as taken when another name
    /// differs only in case (`UserName.loginName`), and while memories of a deleted user with this name exist in a
    /// private workspace.
    func add(_ user: User, personal: Workspace) async throws -> Bool

    /// The user of an external identity. Creates user, workspace and link in one step when the identity is new.
    /// Concurrent callers all receive the same user. When `candidate.name` is taken, the store appends `-2` to `-10`,
    /// then the end of the candidate's id.
    func provision(_ identity: ExternalIdentity, candidate: User, personal: Workspace) async throws -> User

    /// Links the identity to the user with this email address. Changes nothing unless exactly one user has the address,
    /// the identity is not linked yet, and the user has no identity of this issuer: a new subject with a known address
    /// is another person who got the address later. Callers must have verified the address, and a setting must allow
    /// linking.
    func link(_ identity: ExternalIdentity, toUserWithEmail email: String) async throws

    func user(_ id: ID<User>) async throws -> User?
    /// The user of the identity; nil while it is not linked.
    func user(of identity: ExternalIdentity) async throws -> User?
    func user(named name: String) async throws -> User?
    /// The user with this name as typed at a login: the user with exactly this name, or else the only one with the same
    /// `UserName.loginName`.
    func user(loggingInAs name: String) async throws -> User?
    func users(_ page: PageRequest) async throws -> Page<User>
    /// Whether no active administrator would be left without this user.
    func isLastAdministrator(_ id: ID<User>) async throws -> Bool
    /// Replaces the given values and no others, so that a concurrent change of another value is kept. An empty text
    /// removes the value.
    /// - Parameter keepingAnAdministrator: refuses the change when no active administrator would be left. When
    ///   concurrent callers would together remove the last ones, one of them is refused. The same holds for `set` and
    ///   `delete`.
    func describe(_ id: ID<User>, as description: UserDescription, keepingAnAdministrator: Bool) async throws
        -> UserChange
    /// Changes the status. Disabling a user ends the user's browser sessions in the same step. For concurrent callers see `describe`.
    func set(_ status: User.Status, for id: ID<User>, keepingAnAdministrator: Bool) async throws -> UserChange
    /// Removes the user, the personal workspace with its contents, the user's memories in private workspaces the user
    /// is a member of, and every credential. A later user with the same name finds none of it. For concurrent callers
    /// see `describe`.
    func delete(_ id: ID<User>, keepingAnAdministrator: Bool) async throws -> UserChange
    /// Removes the user as `delete` does, and everything filed under the name in every workspace that the user is a
    /// member of or wrote to. What the user did elsewhere stays under the pseudonym. Afterwards no row holds the user's
    /// id, or the name in these workspaces. For concurrent callers see `describe`.
    func erase(_ user: User, as pseudonym: String, keepingAnAdministrator: Bool) async throws -> UserErasure
}

extension UserStore {
    /// Changes the description even when no administrator is left; false when the user does not exist.
    package func describe(_ id: ID<User>, as description: UserDescription) async throws -> Bool {
        try await describe(id, as: description, keepingAnAdministrator: false) == .done
    }

    /// Changes the status even when no administrator is left; false when the user does not exist.
    package func set(_ status: User.Status, for id: ID<User>) async throws -> Bool {
        try await set(status, for: id, keepingAnAdministrator: false) == .done
    }

    /// Deletes the user even when no administrator is left; false when the user does not exist.
    package func delete(_ id: ID<User>) async throws -> Bool {
        try await delete(id, keepingAnAdministrator: false) == .done
    }
}

extension UserStore {
    /// The user with this description. Writes to the store only when something changed.
    package func refreshed(_ user: User, as description: UserDescription) async throws -> User {
        let current = user.described(as: description)
        if current != user { _ = try await describe(user.id, as: description) }
        return current
    }
}
