package import Base
package import Identity
import JOSE

/// Verifies our own access tokens (RFC 9068 §4), and asks the store whether their grant is live, so that revocation
/// also ends tokens with a valid signature.
package struct OwnAccessTokens: AccessTokenVerifier {
    private let issuer: String
    private let resources: ResourceCatalogue
    private let keys: KeyRing
    private let grants: any GrantStore
    private let leeway: Duration

    package init(
        issuer: String,
        resources: ResourceCatalogue,
        keys: KeyRing,
        grants: any GrantStore,
        leeway: Duration = .seconds(5)
    ) {
        self.issuer = issuer
        self.resources = resources
        self.keys = keys
        self.grants = grants
        self.leeway = leeway
    }

    /// Nil when the token names another issuer.
    /// - Throws: `invalidToken`.
    package func verify(
        _ token: ReadToken,
        at now: Timestamp,
        license: Principal.License
    ) async throws -> Principal? {
        guard case .success(let unverified) = token, issuer.isExactly(unverified.claimedIssuer) else { return nil }
        let claims = try await verified(unverified, at: now)
        guard let grant = claims[AccessTokenClaim.grant]?.string, let live = try await grants.resolve(ID(grant)) else {
            throw CredentialRefusal(.revoked, "an access token").fault()
        }
        let name = "an access token of the client \(live.grant.client.rawValue)"
        guard live.user.map({ $0.status == .active }) ?? true else { throw CredentialRefusal(.disabled, name).fault() }
        guard live.grant.client.rawValue.isExactly(claims["client_id"]?.string) else {
            throw CredentialRefusal(.client, name).fault()
        }
        return principal(claims, live, license)
    }

    /// Checks signature, type, issuer, audience and time. Introspection and userinfo use it too.
    func verified(_ token: UnverifiedClaims, at now: Timestamp) async throws -> Claims {
        let ring = try await keys.latest(at: now)
        let claims: Claims
        do {
            claims = try await signed(token, ring, at: now)
            guard let expiresAt = try claims.expiresAt() else { throw Self.invalid }
            guard expiresAt.advanced(by: leeway) > now else { throw TokenRefusal.expired.fault() }
            guard try issuer.isExactly(claims.issuer()) else { throw TokenRefusal.issuer.fault() }
            guard try !claims.audience().identifiers.isDisjoint(with: resources.names.identifiers) else {
                throw TokenRefusal.audience.fault()
            }
        } catch let error as JOSEError {
            throw Self.refused(error)
        }
        // A sender-constrained token must not pass as a bearer token (RFC 9449 §7.2).
        guard claims["cnf"] == nil else { throw Self.invalid }
        return claims
    }

    /// The claims after checking the signature, with the keys that other servers of the database have added meanwhile.
    private func signed(_ token: UnverifiedClaims, _ ring: KeyRing.Snapshot, at now: Timestamp) async throws -> Claims {
        do { return try ring.verify(token, types: .accessToken) } catch JOSEError.unknownKey {
            guard let newer = try await keys.searched(at: now) else { throw JOSEError.unknownKey }
            return try newer.verify(token, types: .accessToken)
        }
    }

    /// Nil unless it is one of our valid tokens.
    /// - Throws: when the store fails, never because of the token.
    func claims(of token: JWS, at now: Timestamp) async throws -> Claims? {
        guard let unverified = try? UnverifiedClaims(token) else { return nil }
        do {
            return try await verified(unverified, at: now)
        } catch is Fault {
            return nil
        }
    }

    private func principal(_ claims: Claims, _ live: ResolvedGrant, _ license: Principal.License) -> Principal {
        Principal(
            kind: live.user.map { .person($0.id) } ?? .service,
            userName: live.user?.name,
            scopes: live.grant.scopes(of: claims).memory,
            credential: .accessToken(issuer: issuer, grant: live.grant.id.rawValue),
            client: live.grant.client.rawValue,
            identification: live.origin.identification,
            entries: live.entries,
            expiresAt: try? claims.expiresAt(),
            isAdministrator: false,
            license: license
        )
    }

    /// The fault for an unverifiable token. A token that was cut or mistyped usually has a wrong signature.
    private static func refused(_ error: JOSEError) -> Fault {
        let isChanged =
            switch error {
            case .badSignature, .malformed(.signature, _): true
            default: false
            }
        let advice = "The signature of this access token is not valid. The token may be incomplete; copy it again."
        return Fault(
            .invalidToken,
            TokenRefusal.other.rawValue,
            hints: .init(advice: isChanged ? advice : nil),
            cause: error
        )
    }

    private static var invalid: Fault { TokenRefusal.other.fault() }
}

extension AuthorizationGrant {
    /// The effective scopes of an access token: the token's, within those of the grant now (docs/adr/0007).
    func scopes(of token: Claims) -> OAuthScopes {
        OAuthScopes(parsing: token["scope"]?.string ?? "").intersection(scopes)
    }
}

extension Client.Origin {
    var identification: ApplicationID.Identification {
        switch self {
        case .registered: .registered
        case .preregistered: .preregistered
        case .document: .document
        }
    }
}
