import Base

/// How the ID tokens of an issuer are told from its access tokens. An ID token says to a client who logged in; whoever holds one
/// was not given access to us, and every client the person ever used holds one (RFC 8725 §3.11, RFC 9068 §5).
///
/// There is no common mark: `typ` is `JWT` in both at most providers. So: first what says outright which it is, then the
/// provider's own habit.
package enum IDTokenRule: Sendable, Hashable {
    /// Access tokens carry at least one of these claims and ID tokens none.
    case accessTokensHaveOneOf(Set<String>)
    /// Nothing is known of the issuer: what only makes sense in an ID token (`nonce`, `at_hash`, `c_hash`, OIDC Core §2) makes
    /// one, unless there is something that only makes sense in an access token. `azp` is none of these: ID tokens have it as
    /// well (OIDC Core §2).
    case suspicion
    /// The issuer's access tokens are opaque: every JWT of it is an ID token (Google).
    case everyJWT

    func isIDToken(headerType: String?, _ claims: ClaimReader) -> Bool {
        if Self.isRFC9068(headerType) { return false }
        if let use = claims.value("token_use")?.string { return use == "id" }
        if let kind = claims.value("typ")?.string, kind == "ID" { return true }
        switch self {
        case .everyJWT: return true
        case .accessTokensHaveOneOf(let marks): return marks.isDisjoint(with: claims.values.keys)
        case .suspicion:
            return !Self.onlyInIDTokens.isDisjoint(with: claims.values.keys)
                && Self.onlyInAccessTokens.isDisjoint(with: claims.values.keys)
        }
    }

    /// `typ: at+jwt` says it outright (RFC 9068 §2.1).
    private static func isRFC9068(_ type: String?) -> Bool {
        let type = type?.lowercased()
        return type == "at+jwt" || type == "application/at+jwt"
    }

    private static let onlyInIDTokens: Set<String> = ["nonce", "at_hash", "c_hash", "s_hash"]
    private static let onlyInAccessTokens: Set<String> = ["scope", "scp", "client_id", "cid", "appid"]
}
