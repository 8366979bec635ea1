package import Base
import JOSE

/// All issuers that an operator trusts: chooses the issuer that a token names and has it verified. The last of the
/// verifiers, because every token that is neither an API token nor this server's own is a foreign token, or not a
/// token.
package struct TrustedIssuers: AccessTokenVerifier {
    private let verifiers: [IssuerVerifier]
    private let byIssuer: [Identifier: IssuerVerifier]

    /// - Parameter verifiers: when two have the same issuer, the first one is used.
    package init(_ verifiers: [IssuerVerifier]) {
        self.verifiers = verifiers
        byIssuer = Dictionary(
            verifiers.flatMap { verifier in verifier.trust.issuers.map { ($0, verifier) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The `iss` of a token only chooses among the configured issuers; it is never fetched (RFC 8725 §3.10).
    package func verify(_ token: ReadToken, at now: Timestamp, license: Principal.License) async throws -> Principal? {
        switch token {
        case .success(let unverified):
            return try await verifier(for: unverified).principal(of: unverified, at: now, license: license)
        case .failure(let error): throw TokenRefusal(error).fault(cause: error)
        }
    }

    /// The verifier for the token. A single configured issuer also judges a token that names another one, so that the
    /// response reports the first failed check.
    private func verifier(for token: UnverifiedClaims) throws -> IssuerVerifier {
        if let named = token.claimedIssuer, let verifier = byIssuer[Identifier(named)] { return verifier }
        if verifiers.count == 1 { return verifiers[0] }
        throw Self.untrusted(token)
    }

    /// The fault for a token that names none of several issuers.
    static func untrusted(_ token: UnverifiedClaims) -> Fault {
        (token.claimedIssuer == nil ? TokenRefusal.claims : .issuer).fault()
    }
}
