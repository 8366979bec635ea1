package import Base

/// The first start of an empty server: creates one user, one personal workspace and one API token, so that someone can
/// log in.
package struct FirstStart: Sendable {
    /// The created user and token. The token is shown once; nil when none was requested.
    package struct Outcome: Sendable {
        package let user: User
        package let secret: Secret?
    }

    private let stores: IdentityStores
    private let provisioning: Provisioning
    private let mint: APITokenMint
    private let revocations: RevocationEpoch

    package init(
        stores: IdentityStores,
        provisioning: Provisioning,
        mint: APITokenMint,
        revocations: RevocationEpoch
    ) {
        self.stores = stores
        self.provisioning = provisioning
        self.mint = mint
        self.revocations = revocations
    }

    private var isEmpty: Bool {
        get async throws { try await stores.users.users(PageRequest(limit: 1)).total == 0 }
    }

    /// Creates user, workspace and token. Nil when users exist already, or when another process started at the same
    /// time was first: the store lets exactly one of them add the name.
    /// - Parameter makesToken: false when the operator has configured a credential.
    package func run(userName: String = "admin", makesToken: Bool = true) async throws -> Outcome? {
        guard try await isEmpty else { return nil }
        let (user, personal) = try provisioning.newUser(name: userName, isAdministrator: true)
        guard try await stores.users.add(user, personal: personal) else { return nil }
        revocations.markUsers()
        guard makesToken else { return Outcome(user: user, secret: nil) }
        let minted = try await mint.mint(
            .init(text: "created at the first start", owner: .user(user.id), workspace: personal.id, scopes: .admin)
        )
        return Outcome(user: user, secret: minted.secret)
    }
}
