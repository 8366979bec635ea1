package import Base

/// A source of trust for bearer tokens other than our API tokens: the issuers an operator trusts, or this server as an issuer.
package protocol AccessTokenVerifier: Sendable {
    /// Nil when the token is not one this verifier judges, which it must be able to tell from the token alone, cheaply.
    /// Once it recognises the token it answers for it: a principal, or `invalidToken` with the sentence to show.
    /// - Throws: `invalidToken`; `unavailable` when it cannot judge for now.
    func verify(_ token: BearerToken, at now: Timestamp) async throws -> Principal?
}
