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
}
