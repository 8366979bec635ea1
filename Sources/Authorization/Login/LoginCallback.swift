/// What is needed to redeem the code of an upstream provider's callback.
package struct LoginCallback: Sendable, Hashable {
    package let code: String
    /// The `iss` parameter of the callback, which must be the provider's when present (RFC 9207 §2.4).
    package let issuer: String?
    /// The verifier behind the challenge of the question (RFC 7636 §4.5).
    package let verifier: String
    /// The nonce of the question, which the ID token must contain.
    package let nonce: String
    package let redirectURI: String
}
