/// What the browser asks an upstream provider: who is this person?
package struct LoginQuestion: Sendable, Hashable {
    /// The value that the callback must bring back.
    package let state: String
    /// The value that the ID token must contain (OIDC Core §3.1.2.1).
    package let nonce: String
    /// The digest of the verifier that redeems the code (RFC 7636 §4.2).
    package let challenge: String
    package let redirectURI: String
    /// The name that the person is known by at the provider.
    package let loginHint: String?
    /// Whether the person must log in again, even with a session at the provider.
    package let forceLogin: Bool
}
