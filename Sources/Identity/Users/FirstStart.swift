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

    /// Whether this data directory had users and its database has none: the database was replaced or emptied, and a
    /// first start would create a new administrator over what is left.
    package var hasLostItsUsers: Bool {
        get async throws { revocations.wasBumped ? try await isEmpty : false }
    }

    private var isEmpty: Bool {
        get async throws { try await stores.users.users(PageRequest(limit: 1)).total == 0 }
    }

    /// Nil when there are users already, or when another process starting at the same time was first: the store lets
    /// exactly one of them add the name.
    /// - Parameter makesToken: false where the operator has brought a credential.
    package func run(userName: String = "admin", makesToken: Bool = true) async throws -> Outcome? {
        guard try await isEmpty else { return nil }
        let (user, personal) = try provisioning.newUser(name: userName, isAdministrator: true)
        guard try await stores.users.add(user, personal: personal) else { return nil }
        // From now on the file tells that there were users.
        revocations.bump()
        guard makesToken else { return Outcome(user: user, secret: nil) }
        let minted = try await mint.mint(
            .init(text: "made at the first start", owner: .user(user.id), workspace: personal.id, scopes: .admin)
        )
        return Outcome(user: user, secret: minted.secret)
    }
}
