package import Base
package import Identity

/// The user that a path or a `user_id` of OpenMemory names. There the name is all the proof; here the credential is,
/// and the name must agree with it.
package struct OpenMemoryUsers: Sendable {
    /// The email address of a person's account; nil without one.
    package typealias Email = @Sendable (ID<User>) async throws -> String?

    private let email: Email

    package init(email: @escaping Email) {
        self.email = email
    }

    /// The `user_id` that our APIs use: a person's own, named by user name or email address; for a service, any.
    /// - Throws: `notFound` "User not found" for every other name; `missingCredential` for an anonymous caller.
    func name(_ named: String, for principal: Principal) async throws -> String {
        switch principal.kind {
        case .service: return named
        case .anonymous: throw Fault(.missingCredential, "This needs a credential.")
        case .person(let id):
            let unknown = Fault(
                .notFound,
                "User not found",
                hints: .init(advice: "Use the name or the email address of the account that the token belongs to.")
            )
            guard let own = principal.userName else { throw unknown }
            if own.isExactly(named) { return own }
            guard let address = try await email(id), address.isExactly(named) else { throw unknown }
            return own
        }
    }
}
