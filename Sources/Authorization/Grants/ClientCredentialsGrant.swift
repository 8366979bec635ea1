import Base
import Identity

/// `client_credentials` (RFC 6749 §4.4): an application acts for itself, in the workspace an administrator bound it to.
package struct ClientCredentialsGrant: Grant {
    package let type = GrantType.clientCredentials
    let grants: any GrantStore
    let resources: ResourceCatalogue
    let random: any RandomSource
    /// How long the grant is kept; at least as long as an access token lives.
    let lifetime: Duration

    package func authorize(_ request: GrantRequest) async throws -> GrantResult {
        let (parameters, client, now) = (request.parameters, request.client, request.now)
        guard !client.client.isPublic, let workspace = client.client.workspace else {
            throw Fault(
                .unauthorizedClient,
                "This client may not act for itself; an administrator binds it to a workspace."
            )
        }
        let audience = try resources.resolve(parameters.values("resource"))
        let offered = OAuthScopes(client.client.scopes.values.intersection([.memoryRead, .memoryWrite, .memoryAdmin]))
        let granted = try parameters.value("scope").map { AskedScopes($0).strictly(within: offered) } ?? offered
        guard let asked = granted, !asked.isEmpty else {
            throw Fault(.invalidScope, "The scope asked for goes beyond what this client may have.")
        }
        let grant = AuthorizationGrant(
            id: ID(random.token(.grant, bytes: 16)),
            client: client.id,
            user: nil,
            workspace: workspace,
            scopes: asked,
            resources: audience,
            createdAt: now
        )
        // The client was deleted after it authenticated: a grant created now could not be found and revoked.
        guard try await grants.add(grant, expiresAt: now.advanced(by: lifetime + .seconds(60))) else {
            throw ClientAuthenticator.failed
        }
        return GrantResult(grant: grant, scopes: asked, resources: audience, refreshToken: nil, withIDToken: false)
    }
}
