package import Base
package import Identity

/// A person's login in a browser: created at login with a new id (no fixation), ended on the server at logout.
package struct BrowserSession: Sendable, Hashable {
    package let id: ID<BrowserSession>
    package let user: ID<User>
    package let createdAt: Timestamp
    /// When the person last proved who they are.
    package let authenticatedAt: Timestamp
    package let expiresAt: Timestamp
    /// The upstream provider's name and the values for its logout; nil for a local login.
    package let provider: String?
    package let upstreamIDToken: String?
    /// The browser's name from its User-Agent, for the list at `/account`.
    package let userAgent: String?

    package init(
        id: ID<BrowserSession>,
        user: ID<User>,
        createdAt: Timestamp,
        authenticatedAt: Timestamp,
        expiresAt: Timestamp,
        provider: String? = nil,
        upstreamIDToken: String? = nil,
        userAgent: String? = nil
    ) {
        self.id = id
        self.user = user
        self.createdAt = createdAt
        self.authenticatedAt = authenticatedAt
        self.expiresAt = expiresAt
        self.provider = provider
        self.upstreamIDToken = upstreamIDToken
        self.userAgent = userAgent
    }
}

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
