package import Base
package import Identity

/// An upstream OpenID provider that people log in at.
package protocol IdentityProvider: Sendable {
    /// Its short name in paths and settings: `authentik`.
    var name: String { get }
    /// What the button says.
    var title: String { get }
    /// Where to send the browser.
    /// - Throws: `unavailable` when the provider cannot be reached.
    func authorizationURL(
        state: String,
        nonce: String,
        challenge: String,
        redirectURI: String,
        loginHint: String?,
        forceLogin: Bool
    ) async throws -> String
    /// Redeems the code and verifies the ID token.
    /// - Parameter issuer: the `iss` parameter of the callback, which must be the provider's when present (RFC 9207
    ///   §2.4).
    /// - Throws: `accessDenied` for anything that does not hold; `unavailable`.
    func identity(
        code: String,
        issuer: String?,
        verifier: String,
        nonce: String,
        redirectURI: String,
        at now: Timestamp
    ) async throws -> UpstreamIdentity
    /// Where to send the browser to end the upstream session too; nil when the provider has no such endpoint.
    func logoutURL(idToken: String?, returnTo: String) async -> String?
}
