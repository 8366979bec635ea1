package import Base

/// Manages users for operators. A change that removes a right takes effect immediately on this machine.
package struct UserDirectory: Sendable {
    let stores: IdentityStores
    let provisioning: Provisioning
    let revocations: RevocationEpoch

    /// Adds a user.
    /// - Throws: `validationFailed` for an invalid name or email address, `conflict` for a name that is taken.
    package func add(
        name: String,
        displayName: String? = nil,
        email: String? = nil,
        isAdministrator: Bool = false
    ) async throws -> User {
        let (user, personal) = try provisioning.newUser(
            name: name,
            displayName: displayName,
            email: try email.map(DisplayText.checkEmail),
            isAdministrator: isAdministrator
        )
        guard try await stores.users.add(user, personal: personal) else {
            throw Fault(
                .conflict,
                "There is already a user named \(user.name).",
                hints: .init(
                    advice: """
                        Names that differ only in case count as the same. The name of a deleted user is available again when no memories with it are left in \
                        private workspaces: DELETE /users/NAME removes them.
                        """
                )
            )
        }
        revocations.markUsers()
        return user
    }

    package func list(_ page: PageRequest) async throws -> Page<User> {
        try await stores.users.users(page)
    }

    /// The user with this exact name or id, or with this name as a login accepts it: in any case, with surrounding
    /// white space and any form of accents, as long as only one user matches.
    /// - Throws: `notFound`.
    package func user(_ nameOrID: String) async throws -> User {
        if let user = try await stores.users.user(named: nameOrID) { return user }
        if let user = try await stores.users.user(ID(nameOrID)) { return user }
        guard let user = try await stores.users.user(loggingInAs: nameOrID) else { throw Self.unknown(nameOrID) }
        return user
    }

    /// The workspaces that the user can access, the personal one first.
    package func memberships(of user: User) async throws -> [Membership] {
        try await stores.workspaces.memberships(of: user.id)
    }

    /// Replaces the given values; an empty text removes the value. Rights that are removed end immediately.
    /// - Parameter force: allows that no active administrator is left.
    /// - Throws: `validationFailed` for an invalid text, `conflict` for the last administrator, `notFound`.
    package func edit(
        _ nameOrID: String,
        displayName: String? = nil,
        email: String? = nil,
        isAdministrator: Bool? = nil,
        force: Bool = false
    ) async throws -> User {
        let description = UserDescription(
            displayName: try displayName.map {
                $0.isEmpty
                    ? "" : try DisplayText.check($0, field: "display_name", limit: DisplayText.displayNameLimit)
            },
            email: try email.map { $0.isEmpty ? "" : try DisplayText.checkEmail($0) },
            isAdministrator: isAdministrator
        )
        return try await change(nameOrID) {
            try await stores.users.describe($0, as: description, keepingAnAdministrator: !force)
        }
    }

    /// Disables the user: the browser sessions end, and all other credentials stop working until the user is enabled
    /// again.
    /// - Parameter force: allows that no active administrator is left.
    /// - Throws: `conflict` for the last administrator, `notFound`.
    package func disable(_ nameOrID: String, force: Bool = false) async throws -> User {
        try await change(nameOrID) { try await stores.users.set(.disabled, for: $0, keepingAnAdministrator: !force) }
    }

    /// Enables the user.
    /// - Throws: `notFound`.
    package func enable(_ nameOrID: String) async throws -> User {
        try await change(nameOrID) { try await stores.users.set(.active, for: $0, keepingAnAdministrator: false) }
    }

    /// Removes the user with the personal workspace, the user's memories in private workspaces the user is a member of,
    /// and every credential.
    /// - Parameter force: allows that no active administrator is left.
    /// - Returns: the user before the deletion.
    /// - Throws: `conflict` for the last administrator, `notFound`.
    package func delete(_ nameOrID: String, force: Bool = false) async throws -> User {
        try await change(nameOrID) { try await stores.users.delete($0, keepingAnAdministrator: !force) }
    }

    /// Erases the user everywhere: the account with every credential, and what is filed under the name in every workspace
    /// that the user is a member of or wrote to. Events keep what was done, under a pseudonym.
    /// - Parameter force: allows that no active administrator is left.
    /// - Returns: the user before the erasing, and the numbers of what is gone.
    /// - Throws: `conflict` for the last administrator, `notFound`.
    package func erase(_ nameOrID: String, force: Bool = false) async throws -> (user: User, erased: ErasedPerson) {
        let user = try await user(nameOrID)
        defer { revocations.bump() }
        let pseudonym = provisioning.pseudonym()
        switch try await stores.users.erase(user, as: pseudonym, keepingAnAdministrator: !force) {
        case .done(let erased): return (user, erased)
        case .absent: throw Self.unknown(nameOrID)
        case .lastAdministrator: throw Self.last(user)
        }
    }

    /// Checks in advance, before a person is asked to confirm, that `delete`, `disable` or `edit` will not need
    /// `force`. The change checks again, because other users may have changed meanwhile.
    /// - Throws: `conflict` for the last administrator.
    package func requireAnotherAdministrator(than user: User) async throws {
        guard try await !stores.users.isLastAdministrator(user.id) else { throw Self.last(user) }
    }

    /// - Returns: the user after the change, or the user before a deletion.
    private func change(_ nameOrID: String, _ change: (ID<User>) async throws -> UserChange) async throws -> User {
        let user = try await user(nameOrID)
        defer { revocations.bump() }
        switch try await change(user.id) {
        case .done: return try await stores.users.user(user.id) ?? user
        case .absent: throw Self.unknown(nameOrID)
        case .lastAdministrator: throw Self.last(user)
        }
    }

    private static func last(_ user: User) -> Fault {
        Fault(
            .conflict,
            "\(user.name) is the only administrator. Without one, nobody can manage users over the API.",
            hints: .init(advice: "Create another with `agent-memory user edit NAME --administrator`, or use --force.")
        )
    }

    private static func unknown(_ nameOrID: String) -> Fault {
        Fault(.notFound, "No user named \(nameOrID).", hints: .init(advice: "Run `agent-memory user list`."))
    }
}
