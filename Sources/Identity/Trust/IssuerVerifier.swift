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

    /// Signature, then claims, then the person.
    /// - Throws: `invalidToken` with one of the sentences of `TokenRefusal`; `accessDenied` for a person that policy
    ///   does not admit; `unavailable` while the issuer's keys cannot be had.
    func principal(
        of token: UnverifiedClaims,
        at now: Timestamp,
        license: Principal.License
    ) async throws -> Principal {
        let verified = try await verify(token, at: now)
        let claims = ClaimReader(values: verified.values)
        let problems = trust.problems(headerType: verified.header.type, claims, at: now)
        if let refusal = TokenRefusal(problems) { throw refusal.fault(cause: problems.first) }
        return try await principal(claims, license)
    }

    /// The signature; when no key fits, once more with newer keys if looking again is allowed.
    private func verify(_ token: UnverifiedClaims, at now: Timestamp) async throws -> Claims {
        let verifier = JWSVerifier(algorithms: trust.algorithms, types: trust.types)
        let seen = try await keys.keys(at: now)
        do {
            return try verifier.verify(token, keys: seen.set)
        } catch let error where TokenRefusal(error) == .key {
            guard let newer = await keys.keys(newerThan: seen, at: now) else {
                throw TokenRefusal.key.fault(cause: error)
            }
            do { return try verifier.verify(token, keys: newer.set) } catch {
                throw TokenRefusal(error).fault(cause: error)
            }
        } catch {
            throw TokenRefusal(error).fault(cause: error)
        }
    }

    private func principal(_ claims: ClaimReader, _ license: Principal.License) async throws -> Principal {
        let bearer = try trust.bearer(claims)
        guard let end = try claims.time("exp") else { throw TokenRefusal.claims.fault() }
        let expiresAt = end.advanced(by: trust.leeway)
        let credential = Credential.accessToken(issuer: trust.issuer, grant: nil)
        switch bearer.kind {
        case .service(let workspace):
            return Principal(
                kind: .service,
                userName: nil,
                scopes: bearer.scopes,
                credential: credential,
                client: bearer.client,
                entries: [try await entry(ofService: workspace)],
                expiresAt: expiresAt,
                license: license
            )
        case .person(let person, let name):
            let user = try await user(of: person, name: name)
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

    /// The person's account, made at the first sight of the pair of issuer and subject; the email is an attribute,
    /// never the key (OIDC Core §5.7), and like the name it follows the provider, as at a login.
    private func user(of person: UpstreamIdentity, name: String) async throws -> User {
        let (candidate, personal) = try provisioning.newUser(
            name: name,
            displayName: person.name,
            email: trust.naming.verifiedEmail(person)
        )
        let user = try await stores.users.provision(person.identity, candidate: candidate, personal: personal)
        guard user.status == .active else {
            throw CredentialRefusal(.disabled, "an access token of the issuer \(trust.name)").fault()
        }
        return try await stores.users.refreshed(user, as: trust.naming.description(of: person))
    }

    private func entry(ofService nameOrID: String) async throws -> Principal.Entry {
        guard let workspace = try await stores.workspaces.workspace(nameOrID: nameOrID) else {
            throw Self.workspaceMissing
        }
        return Principal.Entry(workspace: workspace.id, role: .admin, privacy: workspace.privacy)
    }

    static let workspaceMissing = Fault(.accessDenied, "The workspace this client is bound to does not exist.")
}
