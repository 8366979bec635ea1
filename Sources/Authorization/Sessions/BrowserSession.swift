package import Base
package import Identity

/// That a browser belongs to a person: made at login under a new id (no fixation), ended on the server at logout.
package struct BrowserSession: Sendable, Hashable {
    package let id: ID<BrowserSession>
    package let user: ID<User>
    package let createdAt: Timestamp
    /// When the person last proved who they are.
    package let authenticatedAt: Timestamp
    package let expiresAt: Timestamp
    /// The upstream provider's name and what its logout needs; nil for a local login.
    package let provider: String?
    package let upstreamIDToken: String?
    /// What the browser called itself, for the list at `/account`.
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

/// A login on its way through an upstream provider: single use, bound to the browser that began it.
package struct LoginTransaction: Sendable, Hashable {
    package let provider: String
    package let nonce: String
    /// PKCE verifier towards the provider.
    package let verifier: String
    /// Digest of the cookie that the browser must bring back: a callback in another browser is refused.
    package let browser: Digest256
    /// Where to go afterwards: a path of ours.
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
