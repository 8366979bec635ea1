package import Base

/// How to tell an issuer's ID tokens from its access tokens. An ID token tells a client who logged in; it does not
/// grant access to this server, and every client the person ever used has one (RFC 8725 §3.11, RFC 9068 §5).
///
/// There is no common mark: at most providers `typ` is `JWT` in both. So explicit marks are checked first, then the
/// habits of the provider.
package enum IDTokenRule: Sendable, Hashable {
    /// Access tokens have at least one of these claims, and ID tokens have none of them.
    case accessTokensHaveOneOf(Set<Identifier>)
    /// For unknown issuers. A token with a hash of another token (`at_hash`, `c_hash`, OIDC Core §3.3.2.11) is an ID
    /// token, whatever else it contains: FusionAuth's ID tokens have `scope`. So is a token with a `nonce`, or one
    /// whose only audience is the client, unless it has a claim that only makes sense in an access token. The client's
    /// name is not such a claim: ID tokens have it too, as `azp` (OIDC Core §2) or `client_id` (Zitadel).
    case suspicion
    /// The issuer's access tokens are opaque, so all its JWTs are ID tokens (Google).
    case everyJWT
    /// The issuer does not distinguish them (Dex), and the operator accepts its ID tokens too.
    case noDifference

    /// The kind of a token that is not an access token; nil for a token that may be one.
    func otherKind(headerType: String?, _ claims: ClaimReader) -> OtherToken? {
        // RFC 8417 §2.2; also OpenID's logout tokens. Such a token reports an event and does not authenticate anyone.
        if claims.has("events") { return .event }
        if OtherToken.isRefreshToken(claims) { return .refreshToken }
        return isIDToken(headerType, claims) ? .idToken : nil
    }

    private func isIDToken(_ headerType: String?, _ claims: ClaimReader) -> Bool {
        if Self.isRFC9068(headerType) { return false }
        if self == .noDifference { return false }
        if let use = claims.value("token_use")?.string { return use == "id" }
        if claims.value("typ") == "ID" { return true }
        switch self {
        case .everyJWT: return true
        case .noDifference: return false
        case .accessTokensHaveOneOf(let marks): return !claims.hasOne(of: marks)
        case .suspicion:
            if claims.hasOne(of: Self.hashes) { return true }
            guard !claims.hasOne(of: Self.onlyInAccessTokens), claims.value("typ") != "Bearer" else { return false }
            return claims.has("nonce") || Self.isForItsClientAlone(claims)
        }
    }

    /// Whether `typ` says explicitly that it is an access token: `at+jwt` (RFC 9068 §2.1).
    private static func isRFC9068(_ type: String?) -> Bool {
        let type = type?.lowercased()
        return type == "at+jwt" || type == "application/at+jwt"
    }

    /// Whether only the client that requested the token may read it (OIDC Core §2, `aud` and `azp`).
    private static func isForItsClientAlone(_ claims: ClaimReader) -> Bool {
        guard let client = claims.value("azp")?.string else { return false }
        return (try? claims.list("aud"))?.map { Identifier($0) } == [Identifier(client)]
    }

    private static let hashes: Set<Identifier> = ["at_hash", "c_hash", "s_hash"]
    private static let onlyInAccessTokens: Set<Identifier> = ["scope", "scp"]
}
