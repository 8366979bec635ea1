package import Base
import Identity

/// When refresh tokens are issued, how long they live, and how long a replaced one may be presented again.
package struct RefreshTokenPolicy: Sendable {
    /// The family ends when unused for this long; each rotation starts the time again.
    private let idleLifetime: Duration
    /// `oauth.refreshReuseSeconds`, measured from the rotation; zero ends the family at the first reuse (adr/0013).
    private let reuseWindow: Duration
    private let random: any RandomSource

    package init(idleLifetime: Duration, reuseWindow: Duration, random: any RandomSource) {
        self.idleLifetime = idleLifetime
        self.reuseWindow = reuseWindow
        self.random = random
    }

    func make() -> Secret { Secret(random.token(.refreshToken)) }

    func expiry(at now: Timestamp) -> Timestamp { now.advanced(by: idleLifetime) }

    /// An attempt to replace `presented` by `fresh`. Without a reuse window only the digest of the
    /// new token is stored.
    func attempt(
        _ presented: Secret,
        fresh: Secret,
        by request: GrantRequest
    ) throws -> RefreshAttempt {
        RefreshAttempt(
            digest: Digest256(of: presented),
            client: request.client.id,
            successor: RefreshSuccessor(
                digest: Digest256(of: fresh),
                sealed: reuseWindow > .zero ? try SuccessorSeal.seal(fresh, under: presented, random: random) : nil,
                expiresAt: expiry(at: request.now)
            ),
            reuseWindow: reuseWindow,
            address: request.address
        )
    }
}
