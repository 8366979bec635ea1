package import Base

/// How the ID tokens of an issuer are told from its access tokens. An ID token says to a client who logged in; whoever
/// holds one was not given access to us, and every client the person ever used holds one (RFC 8725 §3.11, RFC 9068 §5).
///
/// There is no common mark: `typ` is `JWT` in both at most providers. So: first what says outright which it is, then
/// the provider's own habit.
package enum IDTokenRule: Sendable, Hashable {
    /// Access tokens carry at least one of these claims and ID tokens none.
    case accessTokensHaveOneOf(Set<Identifier>)
    /// Nothing is known of the issuer. The hash of what comes beside an ID token (`at_hash`, `c_hash`, OIDC Core
    /// §3.3.2.11) makes one, whatever else is there: FusionAuth's have `scope`. So do a `nonce`, and an audience that
    /// is the client alone, unless there is something that only makes sense in an access token. The client's name is
    /// none of these: ID tokens have it as well, as `azp` (OIDC Core §2) or `client_id` (Zitadel).
    case suspicion
    /// The issuer's access tokens are opaque: every JWT of it is an ID token (Google).
    case everyJWT
    /// The issuer makes no difference (Dex), and the operator takes its ID tokens too.
    case noDifference

    /// What a token is that is no access token; nil for one that may be.
    func otherKind(headerType: String?, _ claims: ClaimReader) -> OtherToken? {
        // RFC 8417 §2.2, as OpenID's logout tokens are: it tells of something and lets nobody in.
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

    /// `typ: at+jwt` says it outright (RFC 9068 §2.1).
    private static func isRFC9068(_ type: String?) -> Bool {
        let type = type?.lowercased()
        return type == "at+jwt" || type == "application/at+jwt"
    }

    /// The client that asked for it is the only one to read it (OIDC Core §2, `aud` and `azp`).
    private static func isForItsClientAlone(_ claims: ClaimReader) -> Bool {
        guard let client = claims.value("azp")?.string else { return false }
        return (try? claims.list("aud"))?.map { Identifier($0) } == [Identifier(client)]
    }

    private static let hashes: Set<Identifier> = ["at_hash", "c_hash", "s_hash"]
    private static let onlyInAccessTokens: Set<Identifier> = ["scope", "scp"]
}
