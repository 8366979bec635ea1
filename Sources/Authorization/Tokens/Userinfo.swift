package import Base
package import Identity
import JOSE

/// The claims a client may see of the person whose access token it holds (OIDC Core §5.3).
package struct Userinfo: Sendable {
    let accessTokens: OwnAccessTokens
    let grants: any GrantStore
    let pauses: any ApplicationPauseStore

    /// - Throws: `invalidToken`; `insufficientScope` when the token does not have `openid`; `forbidden` while the
    ///   person has paused the application.
    package func claims(_ token: BearerToken, at now: Timestamp) async throws -> [String: JSONValue] {
        guard case .success(let unverified) = token.read() else { throw Fault(.invalidToken, "Invalid token") }
        let claims = try await accessTokens.verified(unverified, at: now)
        guard let id = claims[AccessTokenClaim.grant]?.string, let live = try await grants.resolve(ID(id)),
            let user = live.user, user.status == .active
        else { throw Fault(.invalidToken, "Invalid token") }
        // The token's own scopes, within those granted: a narrowed token (RFC 6749 §6) gives only what it was narrowed
        // to.
        let scopes = live.grant.scopes(of: claims)
        guard scopes.contains(.openid) else {
            throw Fault(.insufficientScope, "The scope openid was not granted.", hints: .init(scope: "openid"))
        }
        let application = ApplicationID(live.origin.identification, id: live.grant.client.rawValue)
        if let time = try await pauses.pausedAt(application, by: user.id) { throw AccessPolicy.paused(since: time) }
        return user.claims(for: scopes)
    }
}
