import Base
import Identity
import Logging

/// `refresh_token` (RFC 6749 §6): rotated for every client; a replay ends the family (RFC 9700 §4.14.2).
///
/// Clients send one token twice in ordinary use: from several processes, in parallel, or after a lost response. Within
/// the reuse window the direct predecessor of the live token therefore gets the same successor again, never a sibling.
/// So a family stays one line, and the first reuse outside the window still ends it (adr/0013).
package struct RefreshTokenGrant: Grant {
    package let type = GrantType.refreshToken
    let grants: any GrantStore
    let resources: ResourceCatalogue
    let policy: RefreshTokenPolicy
    let ending: ConnectionEnding
    let log: Logger

    package func authorize(_ request: GrantRequest) async throws -> GrantResult {
        let (parameters, client, now) = (request.parameters, request.client, request.now)
        let presented = Secret(try parameters.required("refresh_token"))
        // Scope and resource are checked before the token is spent, so that a client's mistake costs nothing.
        if let grant = try await grants.grant(ofRefresh: Digest256(of: presented), client: client.id, at: now) {
            _ = try narrowed(parameters, grant)
        }
        let fresh = policy.make()
        let attempt = try policy.attempt(presented, fresh: fresh, by: request)
        switch try await grants.rotate(attempt, at: now) {
        case .rotated(let grant):
            return try result(grant, narrowed(parameters, grant), fresh)
        case .repeated(let grant, let sealed):
            let allowed: (OAuthScopes, [String])
            do {
                allowed = try narrowed(parameters, grant)
            } catch {
                // The program that holds a spent token and asks for more than was granted is not the client that got it.
                try await ending.end(grant.id, because: .refreshTokenWidened, by: request)
                throw Self.bad
            }
            log.info(
                "a client used a refresh token again within oauth.refreshReuseSeconds and got the same successor",
                metadata: ["client": "\(client.id)", "address": "\(request.address ?? "unknown")"]
            )
            return try result(grant, allowed, SuccessorSeal.open(sealed, with: presented))
        case .replayed(let ended):
            ending.finish(ended, by: request)
            throw Self.bad
        case .unknown:
            throw Self.bad
        }
    }

    private static var bad: Fault { Fault(.invalidGrant, "The refresh token is not valid.") }

    private func result(_ grant: AuthorizationGrant, _ allowed: (OAuthScopes, [String]), _ token: Secret) -> GrantResult
    {
        GrantResult(
            grant: grant,
            scopes: allowed.0,
            resources: allowed.1,
            refreshToken: token,
            withIDToken: false
        )
    }

    /// May shrink, never grow (RFC 6749 §6).
    private func narrowed(_ parameters: FormParameters, _ grant: AuthorizationGrant) throws -> (OAuthScopes, [String]) {
        let audience = try grant.narrowed(to: parameters.values("resource"), in: resources)
        guard !grant.scopes.isEmpty else { throw Fault.nothingGranted }
        guard let text = try parameters.value("scope") else { return (grant.scopes, audience) }
        guard let scopes = AskedScopes(text).strictly(within: grant.scopes), !scopes.isEmpty else {
            throw Fault(.invalidScope, "The scope asked for goes beyond what was granted: \(grant.scopes.text).")
        }
        return (scopes, audience)
    }
}
