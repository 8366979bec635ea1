package import Base

/// What an empty server does at its first start: one user, one personal workspace, one API token, so that there is a
/// way in.
package struct FirstStart: Sendable {
    /// Who was made; the token is shown once, and nil when none was wanted.
    package struct Outcome: Sendable {
        package let user: User
        package let secret: Secret?
    }

    private let stores: IdentityStores
    private let provisioning: Provisioning
    private let mint: APITokenMint

    package init(stores: IdentityStores, provisioning: Provisioning, mint: APITokenMint) {
        self.stores = stores
        self.provisioning = provisioning
        self.mint = mint
    }

    /// Nil when there are users already, or when another process starting at the same time was first: the store lets
    /// exactly one of them add the name.
    /// - Parameter makesToken: false where the operator has brought a credential.
    package func run(userName: String = "admin", makesToken: Bool = true) async throws -> Outcome? {
        guard try await stores.users.users(PageRequest(limit: 1)).total == 0 else { return nil }
        let (user, personal) = try provisioning.newUser(name: userName, isAdministrator: true)
        guard try await stores.users.add(user, personal: personal) else { return nil }
        guard makesToken else { return Outcome(user: user, secret: nil) }
        let minted = try await mint.mint(
            .init(text: "made at the first start", owner: .user(user.id), workspace: personal.id, scopes: .admin)
        )
        return Outcome(user: user, secret: minted.secret)
    }
}
