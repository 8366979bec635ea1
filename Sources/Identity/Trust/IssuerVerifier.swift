import Base
import JOSE

/// Judges the access tokens of one trusted issuer and makes their principals.
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

    /// Through the steps of authentication, up to the first that the token fails.
    /// - Throws: `invalidToken` or `tokenExpired` with one of the sentences of `TokenRefusal`; `accessDenied` for a
    ///   person that policy does not admit; `unavailable` while the issuer's keys cannot be had.
    func principal(
        of token: UnverifiedClaims,
        at now: Timestamp,
        license: Principal.License
    ) async throws -> Principal {
        var trial = TokenTrial(token, trust: trust, keys: keys, accounts: self, at: now)
        for step in TokenStep.authentication {
            if let failure = try await step.failures(in: &trial).first { throw failure.error }
        }
        // The steps have found all three, or failed; were they ever not to, nobody gets in by it.
        guard let verified = trial.verified, let bearer = trial.bearer, let account = trial.account else {
            throw TokenRefusal.other.fault()
        }
        guard let end = try ClaimReader(values: verified.values).time("exp") else { throw TokenRefusal.claims.fault() }
        return try await principal(
            bearer,
            account,
            expiresAt: end.advanced(by: trust.leeway),
            license
        )
    }

    private func principal(
        _ bearer: TokenBearer,
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
                scopes: bearer.scopes,
                credential: credential,
                client: bearer.client,
                entries: [.init(workspace: workspace.id, role: .admin, privacy: workspace.privacy)],
                expiresAt: expiresAt,
                license: license
            )
        case .person(let found):
            var user = found
            if case .person(let person, _) = bearer.kind {
                user = try await stores.users.refreshed(found, as: trust.naming.description(of: person))
            }
            let memberships = try await stores.workspaces.memberships(of: user.id)
            return Principal(
                kind: .person(user.id),
                userName: user.name,
                scopes: bearer.scopes,
                credential: credential,
                client: bearer.client,
                entries: memberships.map { Principal.Entry($0) },
                expiresAt: expiresAt,
                isAdministrator: user.isAdministrator && bearer.scopes.isSuperset(of: .admin),
                license: license
            )
        }
    }
}

extension IssuerVerifier: BearerAccounts {
    /// The person's account, made at the first sight of the pair of issuer and subject; the email is an attribute,
    /// never the key (OIDC Core §5.7), and like the name it follows the provider, as at a login.
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
