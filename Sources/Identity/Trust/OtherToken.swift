import Base

/// What issuers sign with the same key as their access tokens.
enum OtherToken: String {
    case idToken = "an ID token"
    /// Some issuers' are JWTs with the claims of the access token, audience and scopes too, and live for weeks.
    case refreshToken = "a refresh token"
    case event = "a security event token"

    /// Who gives out refresh tokens as JWTs says in a claim of their own that they are: Keycloak, Casdoor (formerly in
    /// another case), Descope, PingAM.
    private static let refreshMarks: [(claim: ClaimPath, values: Set<Identifier>)] = [
        ("typ", ["Refresh", "Offline"]), ("tokenType", ["refresh-token"]), ("TokenType", ["refresh-token"]),
        ("drn", ["DSR"]),
        ("tokenName", ["refresh_token"]),
    ]

    static func isRefreshToken(_ claims: ClaimReader) -> Bool {
        refreshMarks.contains { mark in
            claims.value(mark.claim)?.string.map { mark.values.contains(Identifier($0)) } ?? false
        }
    }
}
