package import Base

/// A login in progress at an upstream provider: single use, bound to the browser that started it.
package struct LoginTransaction: Sendable, Hashable {
    package let provider: String
    package let nonce: String
    /// PKCE verifier towards the provider.
    package let verifier: String
    /// Digest of the cookie that the browser must bring back: a callback in another browser is refused.
    package let browser: Digest256
    /// The path on this server to go to afterwards.
    package let destination: String
    package let expiresAt: Timestamp

    package init(
        provider: String,
        nonce: String,
        verifier: String,
        browser: Digest256,
        destination: String,
        expiresAt: Timestamp
    ) {
        self.provider = provider
        self.nonce = nonce
        self.verifier = verifier
        self.browser = browser
        self.destination = destination
        self.expiresAt = expiresAt
    }
}
