package import Base
package import Identity
import JOSE

/// The response of the token endpoint (RFC 6749 §5.1, OIDC Core §3.1.3.3).
package struct TokenResponse: Sendable {
    package let accessToken: Secret
    /// Seconds.
    package let expiresIn: Int
    package let scopes: OAuthScopes
    package let refreshToken: Secret?
    package let idToken: Secret?
}

/// Signs access tokens (RFC 9068) and ID tokens (OIDC Core §2).
package struct TokenIssuer: Sendable {
    let issuer: String
    let keys: KeyRing
    let users: any UserStore
    let random: any RandomSource
    let lifetimes: AccessTokenLifetimes

    /// The signing keys. Read them before spending a code or rotating a refresh token, so that unreadable keys cost
    /// neither.
    func signers(at now: Timestamp) async throws -> KeyRing.Snapshot { try await keys.latest(at: now) }

    func issue(
        _ result: GrantResult,
        to client: Client,
        with ring: KeyRing.Snapshot,
        at now: Timestamp
    ) async throws -> TokenResponse {
        let lifetime = lifetimes.lifetime(of: result.grant, of: client)
        let access = Secret(try ring.accessTokens.sign(accessClaims(result, lifetime, at: now)))
        var idToken: Secret?
        if result.withIDToken, let user = result.grant.user, let person = try await users.user(user) {
            let hash = ring.idTokens.leftHalf(of: access.reveal())
            idToken = Secret(try ring.idTokens.sign(idClaims(result, person, accessTokenHash: hash, at: now)))
        }
        return TokenResponse(
            accessToken: access,
            expiresIn: Int(lifetime.components.seconds),
            scopes: result.scopes,
            refreshToken: result.refreshToken,
            idToken: idToken
        )
    }

    /// RFC 9068 §2.2. A client's own subject carries a prefix, so that it can never be taken for a user's (RFC 9700
    /// §4.15).
    private func accessClaims(_ result: GrantResult, _ lifetime: Duration, at now: Timestamp) -> [String: JSONValue] {
        let grant = result.grant
        var claims: [String: JSONValue] = [
            "iss": .string(issuer),
            "sub": .string(grant.user?.rawValue ?? "client:\(grant.client.rawValue)"),
            "aud": Self.audience(result.resources),
            "client_id": .string(grant.client.rawValue),
            "scope": .string(result.scopes.text),
            "iat": .integer(now.seconds),
            "exp": .integer(now.advanced(by: lifetime).seconds),
            "jti": .string(random.token(bytes: 16)),
            AccessTokenClaim.grant: .string(grant.id.rawValue),
        ]
        if let authenticatedAt = grant.authenticatedAt { claims["auth_time"] = .integer(authenticatedAt.seconds) }
        return claims
    }

    private func idClaims(_ result: GrantResult, _ user: User, accessTokenHash: String, at now: Timestamp) -> [String:
        JSONValue]
    {
        let grant = result.grant
        var claims: [String: JSONValue] = [
            "iss": .string(issuer),
            "sub": .string(user.id.rawValue),
            "aud": .string(grant.client.rawValue),
            "iat": .integer(now.seconds),
            "exp": .integer(now.advanced(by: lifetimes.usual).seconds),
            "at_hash": .string(accessTokenHash),
        ]
        if let nonce = grant.nonce { claims["nonce"] = .string(nonce) }
        if let authenticatedAt = grant.authenticatedAt { claims["auth_time"] = .integer(authenticatedAt.seconds) }
        return claims.merging(user.claims(for: result.scopes)) { own, _ in own }
    }

    private static func audience(_ resources: [String]) -> JSONValue {
        resources.count == 1 ? .string(resources[0]) : .array(resources.map(JSONValue.string))
    }
}

/// Claim names that no standard defines.
enum AccessTokenClaim {
    /// The authorization grant of a token; revocation ends it.
    static let grant = "gid"
}

extension User {
    /// The claims a client may see for these scopes (OIDC Core §5.4).
    package func claims(for scopes: OAuthScopes) -> [String: JSONValue] {
        var claims: [String: JSONValue] = ["sub": .string(id.rawValue)]
        if scopes.contains(.profile) {
            claims["preferred_username"] = .string(name)
            if let displayName { claims["name"] = .string(displayName) }
        }
        if scopes.contains(.email), let email { claims["email"] = .string(email) }
        return claims
    }
}
