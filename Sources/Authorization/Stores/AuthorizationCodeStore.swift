package import Base
import Identity

/// Authorization codes, kept by digest as long as anything that came of them, so that a replay is seen.
package protocol AuthorizationCodeStore: Sendable {
    func add(_ code: AuthorizationCode, digest: Digest256) async throws
    /// Reads without spending: the checks that must not burn the code (wrong verifier, wrong client) come first.
    func code(_ digest: Digest256) async throws -> AuthorizationCode?
    /// Marks the code redeemed, makes its grant live and gives it its first refresh token, in one step: what a replay
    /// then revokes is all of it. At most one caller ever receives `.redeemed`, and nobody once the code has expired or
    /// the user is disabled; whoever comes after the one receives `.replayed`.
    func redeem(
        _ digest: Digest256,
        first refreshToken: (digest: Digest256, expiresAt: Timestamp)?,
        at now: Timestamp
    ) async throws -> Redemption
    /// Removes expired codes; of those that were redeemed only the ones whose grant is gone, so that as long as a
    /// family lives a replay of its code ends it.
    func purge(expiredBefore: Timestamp) async throws -> Int
}
