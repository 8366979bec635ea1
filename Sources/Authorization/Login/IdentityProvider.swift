package import Base
package import Identity

/// An upstream OpenID provider where people log in.
package protocol IdentityProvider: Sendable {
    /// Its short name in paths and settings: `authentik`.
    var name: String { get }
    /// The label of its button.
    var title: String { get }
    /// The URL to send the browser to.
    /// - Throws: `unavailable` when the provider cannot be reached.
    func authorizationURL(_ question: LoginQuestion) async throws -> String
    /// Redeems the code and verifies the ID token.
    /// - Throws: `accessDenied` when any check fails; `unavailable`.
    func identity(_ callback: LoginCallback, at now: Timestamp) async throws -> UpstreamIdentity
    /// The URL that ends the upstream session too; nil when the provider has no such endpoint.
    func logoutURL(idToken: String?, returnTo: String) async -> String?
}
