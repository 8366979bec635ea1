package import Base

/// The users there are, as an operator manages them. What takes a right away acts at once on this machine.
package struct UserDirectory: Sendable {
    private let stores: IdentityStores
    private let provisioning: Provisioning
    private let revocations: RevocationEpoch

    package init(stores: IdentityStores, provisioning: Provisioning, revocations: RevocationEpoch) {
        self.stores = stores
        self.provisioning = provisioning
        self.revocations = revocations
    }

    /// Throws `validationFailed` for a bad name or email address, `conflict` for a taken name.
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
                        Names that differ in case only are one. The name of a deleted user is free again once nothing is filed under it in \
                        private workspaces: DELETE /users/NAME removes that.
                        """
                )
            )
        }
        // Nothing is revoked, but the file now tells that there were users (`FirstStart.hasLostItsUsers`).
        revocations.bump()
        return user
    }

    package func list(_ page: PageRequest) async throws -> Page<User> {
        try await stores.users.users(page)
    }

    /// By exact name, by id, or by a name as a login accepts it: whatever its case, white space around it and form of
    /// its accents, as long as only one user has such a name.
    /// - Throws: `notFound`.
    package func user(_ nameOrID: String) async throws -> User {
        if let user = try await stores.users.user(named: nameOrID) { return user }
        if let user = try await stores.users.user(ID(nameOrID)) { return user }
        guard let user = try await stores.users.user(loggingInAs: nameOrID) else { throw Self.unknown(nameOrID) }
        return user
    }

    /// The workspaces the user may enter, the personal one first.
    package func memberships(of user: User) async throws -> [Membership] {
        try await stores.workspaces.memberships(of: user.id)
    }

    /// Replaces what is given; an empty text removes what was there. Rights that are taken away end at once.
    /// - Parameter force: allow that no active administrator is left.
    /// - Throws: `validationFailed` for a bad text, `conflict` for the last administrator, `notFound`.
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

    /// Every credential of the user stops working, and works again when enabled.
    /// - Parameter force: allow that no active administrator is left.
    /// - Throws: `conflict` for the last administrator, `notFound`.
    package func disable(_ nameOrID: String, force: Bool = false) async throws -> User {
        try await change(nameOrID) { try await stores.users.set(.disabled, for: $0, keepingAnAdministrator: !force) }
    }

    /// Throws `notFound`.
    package func enable(_ nameOrID: String) async throws -> User {
        try await change(nameOrID) { try await stores.users.set(.active, for: $0, keepingAnAdministrator: false) }
    }

    /// Removes the user with the personal workspace, everything filed under the name in private workspaces the user is
    /// in, and every credential.
    /// - Parameter force: allow that no active administrator is left.
    /// - Returns: the user as it was.
    /// - Throws: `conflict` for the last administrator, `notFound`.
    package func delete(_ nameOrID: String, force: Bool = false) async throws -> User {
        try await change(nameOrID) { try await stores.users.delete($0, keepingAnAdministrator: !force) }
    }

    /// The answer of `delete`, `disable` and `edit` without `force`, before a person is asked to confirm. The change
    /// decides again, because others may have changed users meanwhile.
    /// - Throws: `conflict` for the last administrator.
    package func requireAnotherAdministrator(than user: User) async throws {
        guard try await !stores.users.isLastAdministrator(user.id) else { throw Self.last(user) }
    }

    /// - Returns: the user after the change; as before, when deleted.
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
            hints: .init(advice: "Make another one with `agent-memory user edit NAME --administrator`, or use --force.")
        )
    }

    private static func unknown(_ nameOrID: String) -> Fault {
        Fault(.notFound, "No user named \(nameOrID).", hints: .init(advice: "Run `agent-memory user list`."))
    }
}
