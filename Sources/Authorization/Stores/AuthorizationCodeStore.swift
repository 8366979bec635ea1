package import Base
import Identity

/// Authorization codes, stored by digest as long as their grant lives, so that a replay is detected.
package protocol AuthorizationCodeStore: Sendable {
    func add(_ code: AuthorizationCode, digest: Digest256) async throws
    /// Reads without spending: the checks that must not burn the code (wrong verifier, wrong client) come first.
    func code(_ digest: Digest256) async throws -> AuthorizationCode?
    /// Marks the code redeemed, makes its grant live and adds its first refresh token, in one step, so that a replay
    /// can revoke all of it. At most one caller receives `.redeemed`, and only before the code expires and while the
    /// user is enabled. Later callers receive `.replayed`.
    func redeem(
        _ digest: Digest256,
        first refreshToken: (digest: Digest256, expiresAt: Timestamp)?,
        at now: Timestamp
    ) async throws -> Redemption
    /// Removes expired codes, but redeemed ones only after their grant has ended, so that a replay still ends a live
    /// family.
    func purge(expiredBefore: Timestamp) async throws -> Int
}
