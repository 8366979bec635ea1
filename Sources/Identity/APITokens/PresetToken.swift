package import Base

/// A credential that the operator chose (`tokens.preset`), beside the API tokens made here. Kept as its digest.
///
/// It may have any form, so nothing is read from it: whatever was presented costs one comparison, in constant time,
/// with the digest that is computed for every token anyway. Only what equals it costs a question to the store.
package struct PresetToken: Sendable {
    private let digest: Digest256
    private let userName: String
    private let stores: IdentityStores

    /// - Parameter userName: whom it acts for, with all scopes; a name, so that it never passes to whoever comes next.
    package init(_ secret: Secret, userName: String, stores: IdentityStores) {
        digest = Digest256(of: secret)
        self.userName = userName
        self.stores = stores
    }

    /// Nil for any other token.
    /// - Throws: `invalidToken` when its user is gone or disabled.
    func principal(of token: BearerToken, license: Principal.License) async throws -> Principal? {
        guard token.digest == digest else { return nil }
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
