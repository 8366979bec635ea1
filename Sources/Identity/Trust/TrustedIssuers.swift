package import Base
import JOSE

/// All the issuers an operator trusts: finds the one a token names and has it judged. Comes last among the verifiers,
/// for whatever is neither an API token nor our own is a foreign token or none.
package struct TrustedIssuers: AccessTokenVerifier {
    private let verifiers: [IssuerVerifier]
    private let byIssuer: [Identifier: IssuerVerifier]

    /// - Parameter verifiers: with two of the same issuer, the first is asked.
    package init(_ verifiers: [IssuerVerifier]) {
        self.verifiers = verifiers
        byIssuer = Dictionary(
            verifiers.flatMap { verifier in verifier.trust.issuers.map { ($0, verifier) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The `iss` a token claims chooses among those configured and nothing else: it is never fetched (RFC 8725 §3.10).
    package func verify(_ token: ReadToken, at now: Timestamp, license: Principal.License) async throws -> Principal? {
        switch token {
        case .success(let unverified):
            return try await verifier(for: unverified).principal(of: unverified, at: now, license: license)
        case .failure(let error): throw TokenRefusal(error).fault(cause: error)
        }
    }

    /// With one issuer configured, a token that names another is judged by it all the same, so that the answer says
    /// what is wrong in the order of the checks.
    private func verifier(for token: UnverifiedClaims) throws -> IssuerVerifier {
        if let named = token.claimedIssuer, let verifier = byIssuer[Identifier(named)] { return verifier }
        if verifiers.count == 1 { return verifiers[0] }
        throw Self.strangerRefused(token)
    }

    /// What a token gets that names none of several issuers.
    static func strangerRefused(_ token: UnverifiedClaims) -> Fault {
        (token.claimedIssuer == nil ? TokenRefusal.claims : .issuer).fault()
    }
}
