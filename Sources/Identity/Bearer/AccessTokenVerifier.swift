package import Base
package import JOSE

/// A source of trust for bearer tokens other than our API tokens: the issuers an operator trusts, or this server as an
/// issuer.
package protocol AccessTokenVerifier: Sendable {
    /// Nil when the token is not one this verifier judges, which it must be able to tell from the token alone, cheaply.
    /// Once it recognises the token it answers for it: a principal, or `invalidToken` with the sentence to show.
    /// - Parameter license: the authenticator's, to make the principal with.
    /// - Throws: `invalidToken`, `tokenExpired`; `unavailable` when it cannot judge for now.
    func verify(_ token: ReadToken, at now: Timestamp, license: Principal.License) async throws -> Principal?
}

/// A bearer token read once for all the verifiers: what it says, whoever wrote it, or why nothing can be made of it.
package typealias ReadToken = Result<UnverifiedClaims, JOSEError>

extension BearerToken {
    package func read() -> ReadToken {
        Result { () throws(JOSEError) in try UnverifiedClaims(JWS(bytes: Array(utf8))) }
    }
}
