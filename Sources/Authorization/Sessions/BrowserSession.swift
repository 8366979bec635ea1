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
    /// The time of the last use, within minutes; nil before that.
    package let seenAt: Timestamp?
    /// The address from which it was last seen.
    package let address: String?

    package init(
        id: ID<BrowserSession>,
        user: ID<User>,
        createdAt: Timestamp,
        authenticatedAt: Timestamp,
        expiresAt: Timestamp,
        provider: String? = nil,
        upstreamIDToken: String? = nil,
        userAgent: String? = nil,
        seenAt: Timestamp? = nil,
        address: String? = nil
    ) {
        self.id = id
        self.user = user
        self.createdAt = createdAt
        self.authenticatedAt = authenticatedAt
        self.expiresAt = expiresAt
        self.provider = provider
        self.upstreamIDToken = upstreamIDToken
        self.userAgent = userAgent
        self.seenAt = seenAt
        self.address = address
    }
}
