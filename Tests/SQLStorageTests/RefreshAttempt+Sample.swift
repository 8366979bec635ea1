import Authorization
import Base

extension RefreshAttempt {
    /// A use of a refresh token with a reuse window.
    static func sample(_ digest: Digest256, at now: Timestamp) -> RefreshAttempt {
        RefreshAttempt(
            digest: digest,
            client: ID("c"),
            successor: RefreshSuccessor(digest: digest, sealed: [1], expiresAt: now),
            reuseWindow: .seconds(60),
            address: nil
        )
    }
}
