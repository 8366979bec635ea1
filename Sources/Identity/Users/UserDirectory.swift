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

    /// Throws `validationFailed` for a bad name, `conflict` for a taken one.
    package func add(
        name: String, displayName: String? = nil, email: String? = nil, isAdministrator: Bool = false
    ) async throws -> User {
        let (user, personal) = try provisioning.newUser(
            name: name, displayName: displayName, email: email, isAdministrator: isAdministrator)
        guard try await stores.users.add(user, personal: personal) else {
            throw Fault(.conflict, "A user of this name exists already.")
        }
        return user
    }

    package func list(_ page: PageRequest) async throws -> Page<User> {
        try await stores.users.users(page)
    }

    /// By name, or by id. Throws `notFound`.
    package func user(_ nameOrID: String) async throws -> User {
        if let user = try await stores.users.user(named: nameOrID) { return user }
        guard let user = try await stores.users.user(ID(nameOrID)) else { throw Fault(.notFound, "User not found") }
        return user
    }

    /// The workspaces the user may enter, the personal one first.
    package func memberships(of user: User) async throws -> [Membership] {
        try await stores.workspaces.memberships(of: user.id)
    }

    /// Every credential of the user stops working, and works again when enabled. Throws `notFound`.
    package func disable(_ nameOrID: String) async throws -> User { try await set(.disabled, nameOrID) }

    /// Throws `notFound`.
    package func enable(_ nameOrID: String) async throws -> User { try await set(.active, nameOrID) }

    /// Removes the user with the personal workspace, all memories in it and every credential. Throws `notFound`.
    package func delete(_ nameOrID: String) async throws -> User {
        let user = try await user(nameOrID)
        defer { revocations.bump() }
        guard try await stores.users.delete(user.id) else { throw Fault(.notFound, "User not found") }
        return user
    }

    private func set(_ status: User.Status, _ nameOrID: String) async throws -> User {
        let user = try await user(nameOrID)
        defer { revocations.bump() }
        guard try await stores.users.set(status, for: user.id), let changed = try await stores.users.user(user.id) else {
            throw Fault(.notFound, "User not found")
        }
        return changed
    }
}
