package import Base
import Identity
import JOSE

/// Token revocation (RFC 7009): any token ends the whole authorization it comes from, and with it its access tokens.
package struct Revocation: Sendable {
    let accessTokens: OwnAccessTokens
    let grants: any GrantStore
    let revocations: RevocationEpoch

    /// Ignores tokens that are unknown (§2.2) or belong to another client (§2.1), without saying so.
    package func revoke(_ token: String, by client: AuthenticatedClient, at now: Timestamp) async throws {
        guard let grant = try await grant(of: token, client: client, at: now) else { return }
        if try await grants.revoke(grant) { revocations.bump() }
    }

    private func grant(
        of token: String,
        client: AuthenticatedClient,
        at now: Timestamp
    ) async throws -> ID<AuthorizationGrant>? {
        if let jws = try? JWS(compact: token) {
            guard let claims = try await accessTokens.claims(of: jws, at: now),
                client.id.rawValue.isExactly(claims["client_id"]?.string),
                let id = claims[AccessTokenClaim.grant]?.string
            else { return nil }
            return ID(id)
        }
        guard let refresh = try await grants.refreshToken(Digest256(of: token)), refresh.client == client.id else {
            return nil
        }
        return refresh.grant
    }
}
