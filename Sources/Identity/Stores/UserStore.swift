package import Base

/// How a change that may take the last administrator away came out.
package enum UserChange: Sendable, Hashable {
    case done
    /// There is no such user.
    case absent
    /// Refused, and nothing was changed: no active administrator would be left.
    case lastAdministrator
}

/// Users and their external identities.
package protocol UserStore: Sendable {
    /// Makes the user and the personal workspace, with the user as its admin, in one step. Racing callers with one
    /// name: exactly one gets `true`, the others change nothing. A name is taken, too, by one that differs in case only
    /// (`UserName.loginName`), and by a deleted user as long as memories are filed under it in a private workspace.
    func add(_ user: User, personal: Workspace) async throws -> Bool

    /// The user of an external identity; makes user, workspace and link in one step when there is none.
    /// Racing callers all receive the same user. When `candidate.name` is taken, the store appends `-2` to
    /// `-10`, then the end of the candidate's id.
    func provision(_ identity: ExternalIdentity, candidate: User, personal: Workspace) async throws -> User

    /// Links the identity to the one user with this email, if there is exactly one, the identity is linked to nobody
    /// yet, and the user to none of this issuer (a new subject under a known address is another person: the address was
    /// given away); else changes nothing. Callers have verified the email and been told by a setting that this is
    /// wanted.
    func link(_ identity: ExternalIdentity, toUserWithEmail email: String) async throws

    func user(_ id: ID<User>) async throws -> User?
    /// Nil while the identity is linked to nobody.
    func user(of identity: ExternalIdentity) async throws -> User?
    func user(named name: String) async throws -> User?
    /// The user whose name this is as typed at a login: the one of exactly this name, else the only one whose
    /// `UserName.loginName` it is.
    func user(loggingInAs name: String) async throws -> User?
    func users(_ page: PageRequest) async throws -> Page<User>
    /// Whether no active administrator would be left without this user.
    func isLastAdministrator(_ id: ID<User>) async throws -> Bool
    /// Replaces what is said and nothing else, so that nobody's change in between is undone; an empty text removes what
    /// was there.
    /// - Parameter keepingAnAdministrator: refuse to leave no active administrator. Of racing callers who would
    ///   together remove the last ones, one is refused; so also in `set` and `delete`.
    func describe(_ id: ID<User>, as description: UserDescription, keepingAnAdministrator: Bool) async throws
        -> UserChange
    /// Racing callers: see `describe`.
    func set(_ status: User.Status, for id: ID<User>, keepingAnAdministrator: Bool) async throws -> UserChange
    /// Removes the user, the personal workspace, everything in it, what is filed under the name in the private
    /// workspaces the user is a member of, and every credential. A user who is given the name later finds nothing of
    /// it. Racing callers: see `describe`.
    func delete(_ id: ID<User>, keepingAnAdministrator: Bool) async throws -> UserChange
}

extension UserStore {
    /// Also when no administrator is left; false when there is no such user.
    package func describe(_ id: ID<User>, as description: UserDescription) async throws -> Bool {
        try await describe(id, as: description, keepingAnAdministrator: false) == .done
    }

    /// Also when no administrator is left; false when there is no such user.
    package func set(_ status: User.Status, for id: ID<User>) async throws -> Bool {
        try await set(status, for: id, keepingAnAdministrator: false) == .done
    }

    /// Also when no administrator is left; false when there is no such user.
    package func delete(_ id: ID<User>) async throws -> Bool {
        try await delete(id, keepingAnAdministrator: false) == .done
    }
}
