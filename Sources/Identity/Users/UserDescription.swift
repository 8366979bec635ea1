/// What a provider says of one of its people, as it may change; nil says nothing, and leaves what is there.
package struct UserDescription: Sendable, Hashable {
    package let displayName: String?
    package let email: String?
    package let isAdministrator: Bool?

    package init(displayName: String? = nil, email: String? = nil, isAdministrator: Bool? = nil) {
        self.displayName = displayName
        self.email = email
        self.isAdministrator = isAdministrator
    }
}

extension User {
    package func described(as description: UserDescription) -> User {
        User(
            id: id, name: name, displayName: description.displayName ?? displayName, email: description.email ?? email, status: status,
            isAdministrator: description.isAdministrator ?? isAdministrator, createdAt: createdAt, personalWorkspace: personalWorkspace)
    }
}

extension UserStore {
    /// The user as last described; written only when that is news.
    func refreshed(_ user: User, as description: UserDescription) async throws -> User {
        let current = user.described(as: description)
        if current != user { _ = try await describe(user.id, as: description) }
        return current
    }
}
