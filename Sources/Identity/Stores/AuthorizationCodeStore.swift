package import Base

/// Authorization codes, kept by digest until their tokens have expired, so that a replay is seen.
package protocol AuthorizationCodeStore: Sendable {
    func add(_ code: AuthorizationCode, digest: Digest256) async throws
    /// Reads without spending: the checks that must not burn the code (wrong verifier, wrong client) come first.
    func code(_ digest: Digest256) async throws -> AuthorizationCode?
    /// Marks the code redeemed and makes its grant live in one statement. At most one caller ever receives `.redeemed`;
    /// later ones, and everybody once the user is disabled, receive `.replayed`.
    func redeem(_ digest: Digest256, at now: Timestamp) async throws -> Redemption
    func purge(expiredBefore: Timestamp) async throws -> Int
}
