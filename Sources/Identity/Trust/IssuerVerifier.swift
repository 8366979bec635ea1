import Base
import JOSE

/// Verifies the access tokens of one trusted issuer and creates their principals.
package struct IssuerVerifier: Sendable {
    package let trust: IssuerTrust
    private let keys: any KeySource
    private let stores: IdentityStores
    private let provisioning: Provisioning

    package init(trust: IssuerTrust, keys: any KeySource, stores: IdentityStores, provisioning: Provisioning) {
        self.trust = trust
        self.keys = keys
        self.stores = stores
        self.provisioning = provisioning
    }

    /// Runs the steps of authentication until the first one that the token fails.
    /// - Throws: `invalidToken` or `tokenExpired` with one of the sentences of `TokenRefusal`; `accessDenied` for a
    ///   person that the policy does not admit; `unavailable` while the issuer's keys cannot be fetched.
    func principal(
        of token: UnverifiedClaims,
        at now: Timestamp,
        license: Principal.License
    ) async throws -> Principal {
        var trial = TokenTrial(token, trust: trust, keys: keys, accounts: self, at: now)
        for step in TokenStep.authentication {
            if let failure = try await step.failures(in: &trial).first { throw failure.error }
        }
        // The steps set all three or fail; if they ever did neither, the token is refused here.
        guard let verified = trial.verified, let holder = trial.holder, let account = trial.account else {
            throw TokenRefusal.other.fault()
        }
        guard let end = try ClaimReader(values: verified.values).time("exp") else { throw TokenRefusal.claims.fault() }
        return try await principal(
            holder,
            account,
            expiresAt: end.advanced(by: trust.leeway),
            license
        )
    }

    private func principal(
        _ holder: TokenHolder,
        _ account: BearerAccount,
        expiresAt: Timestamp,
        _ license: Principal.License
    ) async throws -> Principal {
        let credential = Credential.accessToken(issuer: trust.issuer, grant: nil)
        switch account {
        case .service(let workspace):
            return Principal(
                kind: .service,
                userName: nil,
                scopes: holder.scopes,
                credential: credential,
                client: holder.client,
                entries: [.init(workspace, as: .admin)],
                expiresAt: expiresAt,
                license: license
            )
        case .person(let found):
            var user = found
            if case .person(let person, _) = holder.kind {
                user = try await stores.users.refreshed(found, as: trust.naming.description(of: person))
            }
            let memberships = try await stores.workspaces.memberships(of: user.id)
            return Principal(
                kind: .person(user.id),
                userName: user.name,
                scopes: holder.scopes,
                credential: credential,
                client: holder.client,
                entries: memberships.map { Principal.Entry($0) },
                expiresAt: expiresAt,
                isAdministrator: user.isAdministrator && holder.scopes.isSuperset(of: .admin),
                license: license
            )
        }
    }
}

extension IssuerVerifier: BearerAccounts {
    /// The person's account, created when the pair of issuer and subject is new. The email address is an attribute,
    /// never the key (OIDC Core §5.7). As at a login, address and name follow the provider.
    func user(_ person: UpstreamIdentity, name: String) async throws -> User? {
        let (candidate, personal) = try provisioning.newUser(
            name: name,
            displayName: person.name,
            email: trust.naming.verifiedEmail(person)
        )
        return try await stores.users.provision(person.identity, candidate: candidate, personal: personal)
    }

    func workspace(_ nameOrID: String) async throws -> Workspace? {
        try await stores.workspaces.workspace(nameOrID: nameOrID)
    }
}
