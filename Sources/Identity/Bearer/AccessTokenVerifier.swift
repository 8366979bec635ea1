package import Base
package import JOSE

/// A verifier of bearer tokens other than API tokens: for the issuers that an operator trusts, or for this server's own
/// access tokens.
package protocol AccessTokenVerifier: Sendable {
    /// The principal of the token, or nil when another verifier must judge it. The verifier must decide that from the
    /// token alone, cheaply. Once it recognises the token, the result is a principal or an error with the sentence to
    /// show.
    /// - Parameter license: the authenticator's permission to create the principal.
    /// - Throws: `invalidToken`, `tokenExpired`; `unavailable` when it cannot verify at the moment.
    func verify(_ token: ReadToken, at now: Timestamp, license: Principal.License) async throws -> Principal?
}

/// A bearer token parsed once for all verifiers: its unverified claims, or the reason why it cannot be parsed.
package typealias ReadToken = Result<UnverifiedClaims, JOSEError>

extension BearerToken {
    package func read() -> ReadToken {
        Result { () throws(JOSEError) in try UnverifiedClaims(JWS(bytes: Array(utf8))) }
    }
}
