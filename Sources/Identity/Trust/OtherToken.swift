import Base

/// The kinds of tokens that issuers sign with the same key as their access tokens.
enum OtherToken: String {
    case idToken = "an ID token"
    /// Some issuers' refresh tokens are JWTs with the claims of the access token, including audience and scopes, and
    /// are valid for weeks.
    case refreshToken = "a refresh token"
    case event = "a security event token"

    /// Issuers with JWT refresh tokens mark them with their own claim: Keycloak, Casdoor (formerly spelled in another
    /// case), Descope, PingAM.
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
