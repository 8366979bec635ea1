package import Base

/// A credential that the operator chose (`tokens.preset`), in addition to the API tokens created here. Stored as its
/// digest.
///
/// It can have any form, so nothing is parsed from it: every presented token costs one constant-time comparison with a
/// digest that is computed anyway. Only a matching token costs a query to the store.
package struct PresetToken: Sendable {
    private let digest: Digest256
    private let userName: String
    private let stores: IdentityStores

    /// - Parameter userName: the user it acts for, with all scopes. A new user who gets a deleted user's name does not
    ///   inherit the token.
    package init(_ secret: Secret, userName: String, stores: IdentityStores) {
        digest = Digest256(of: secret)
        self.userName = userName
        self.stores = stores
    }

    func matches(_ token: BearerToken) -> Bool { token.digest == digest }

    /// The principal of the preset token; nil for any other token.
    /// - Throws: `invalidToken` when its user was deleted or disabled.
    func principal(of token: BearerToken, license: Principal.License) async throws -> Principal? {
        guard matches(token) else { return nil }
        guard let user = try await stores.users.user(named: userName) else {
            throw CredentialRefusal(.gone, "tokens.preset").fault()
        }
        guard user.status == .active else { throw CredentialRefusal(.disabled, "tokens.preset").fault() }
        let memberships = try await stores.workspaces.memberships(of: user.id)
        return Principal(
            kind: .person(user.id),
            userName: user.name,
            scopes: .admin,
            credential: .preset,
            entries: memberships.map { Principal.Entry($0) },
            isAdministrator: user.isAdministrator,
            license: license
        )
    }
}
