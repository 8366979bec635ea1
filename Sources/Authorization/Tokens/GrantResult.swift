package import Base

/// The tokens that a grant allows.
package struct GrantResult: Sendable {
    package let grant: AuthorizationGrant
    /// May be fewer than the grant's: a refresh may narrow (RFC 6749 §6).
    package let scopes: OAuthScopes
    /// The resources of the access token; within those of the grant.
    package let resources: [String]
    /// The refresh token to return, if any.
    package let refreshToken: Secret?
    /// Whether to issue an ID token: only if a person logged in for this response.
    package let withIDToken: Bool

    package init(
        grant: AuthorizationGrant,
        scopes: OAuthScopes,
        resources: [String],
        refreshToken: Secret?,
        withIDToken: Bool
    ) {
        self.grant = grant
        self.scopes = scopes
        self.resources = resources
        self.refreshToken = refreshToken
        self.withIDToken = withIDToken
    }
}
