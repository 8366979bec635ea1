package import Base
package import Identity

/// Logging a browser in and out. Only the digest of the cookie's value is stored.
package struct BrowserSessions: Sendable {
    private let store: any SessionStore
    private let random: any RandomSource
    package let lifetime: Duration

    package init(store: any SessionStore, random: any RandomSource, lifetime: Duration = .seconds(12 * 3_600)) {
        self.store = store
        self.random = random
        self.lifetime = lifetime
    }

    /// Creates a session with a new id regardless of the browser's cookie, which prevents session fixation.
    /// - Parameter authenticatedAt: the time from an upstream provider; never later than now.
    /// - Returns: the cookie's value.
    package func begin(
        for user: User,
        provider: String? = nil,
        upstreamIDToken: String? = nil,
        authenticatedAt: Timestamp? = nil,
        userAgent: String?,
        at now: Timestamp
    ) async throws -> Secret {
        let cookie = Secret(random.token(bytes: 32))
        let session = BrowserSession(
            id: ID(random.token(.session, bytes: 12)),
            user: user.id,
            createdAt: now,
            authenticatedAt: min(authenticatedAt ?? now, now),
            expiresAt: now.advanced(by: lifetime),
            provider: provider,
            upstreamIDToken: upstreamIDToken,
            userAgent: userAgent.map { String($0.prefix(200)) }
        )
        try await store.add(session, digest: Digest256(of: cookie))
        return cookie
    }

    /// Nil when the session has ended or the person was disabled.
    package func session(_ cookie: Secret, at now: Timestamp) async throws -> (session: BrowserSession, user: User)? {
        try await store.session(Digest256(of: cookie), at: now)
    }

    /// The time between two notes of a session's use: a page must not cost a write.
    package static let seenInterval = Duration.seconds(300)

    /// Notes that the session is used from an address, at most every `seenInterval`.
    package func see(_ session: BrowserSession, from address: String?, at now: Timestamp) async throws {
        if let seen = session.seenAt, seen.advanced(by: Self.seenInterval) > now { return }
        try await store.see(
            session.id,
            from: address.map { String($0.prefix(64)) },
            at: now,
            interval: Self.seenInterval
        )
    }

    package func end(_ session: BrowserSession) async throws {
        _ = try await store.end(session.id, of: session.user)
    }
}
