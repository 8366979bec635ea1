/// Attributes of a user, as a provider or an administrator sets them. Nil keeps the current value; an empty text
/// removes it.
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
            id: id,
            name: name,
            displayName: Self.replaced(displayName, by: description.displayName),
            email: Self.replaced(email, by: description.email),
            status: status,
            isAdministrator: description.isAdministrator ?? isAdministrator,
            createdAt: createdAt,
            personalWorkspace: personalWorkspace
        )
    }

    private static func replaced(_ text: String?, by new: String?) -> String? {
        guard let new else { return text }
        return new.isEmpty ? nil : new
    }
}
