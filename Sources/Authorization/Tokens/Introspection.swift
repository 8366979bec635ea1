package import Base
import Identity
import JOSE

/// Token introspection (RFC 7662). A self-registered client may introspect only its own tokens. A confidential client
/// that an administrator created may be a resource server and introspect every access token that it receives (§4).
package struct Introspection: Sendable {
    let accessTokens: OwnAccessTokens
    let grants: any GrantStore
    let issuer: String

    /// Only `{"active":false}` for tokens that the client may not introspect (§2.2).
    package func introspect(_ token: String, for client: AuthenticatedClient, at now: Timestamp) async throws
        -> JSONValue
    {
        let inactive: JSONValue = ["active": false]
        if let jws = try? JWS(compact: token) {
            guard let claims = try await accessTokens.claims(of: jws, at: now),
                let id = claims[AccessTokenClaim.grant]?.string, let live = try await grants.resolve(ID(id)),
                live.grant.client == client.id || client.isTrusted, live.user.map({ $0.status == .active }) ?? true
            else { return inactive }
            var answer: [String: JSONValue] = ["active": true, "token_type": "Bearer"]
            for name in ["iss", "sub", "aud", "client_id", "scope", "iat", "exp", "jti"] { answer[name] = claims[name] }
            if let user = live.user { answer["username"] = .string(user.name) }
            return .object(answer)
        }
        guard let refresh = try await grants.refreshToken(Digest256(of: token)), refresh.client == client.id,
            let grant = try await grants.grant(ofRefresh: Digest256(of: token), client: client.id, at: now)
        else { return inactive }
        return [
            "active": true, "iss": .string(issuer), "client_id": .string(grant.client.rawValue),
            "scope": .string(grant.scopes.text), "exp": .integer(refresh.expiresAt.seconds),
        ]
    }
}

extension AuthenticatedClient {
    fileprivate var isTrusted: Bool { client.origin == .preregistered && !client.isPublic }
}
