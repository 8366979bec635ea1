import Base
import JOSE

/// The claims of an ID token whose signature holds (OIDC Core §3.1.3.7), in the order of the text. Pure.
struct IDTokenCheck: Sendable {
    let issuer: String
    let clientID: String
    let nonce: String
    let accessToken: String?
    /// What identifies the person for ever; `sub` unless the provider is one where that changes from application to application.
    let subjectClaim: String

    private static let leeway = Duration.seconds(60)

    /// The subject and the person, when everything holds: what the userinfo endpoint must repeat, and what people are known by.
    /// - Throws: `accessDenied`.
    func subjects(of claims: Claims, at now: Timestamp) throws -> (subject: String, person: String) {
        guard issuer.isExactly(try? claims.issuer()) else { throw OIDCProvider.refused("iss") }
        let audience = (try? claims.audience()) ?? []
        guard audience.containsExactly(clientID) else { throw OIDCProvider.refused("aud") }
        // Another audience besides us may use the token too: only with our name as the authorized party.
        guard audience.count == 1 || clientID.isExactly(claims["azp"]?.string) else { throw OIDCProvider.refused("azp") }
        guard claims["azp"] == nil || clientID.isExactly(claims["azp"]?.string) else { throw OIDCProvider.refused("azp") }
        guard let expiresAt = try? claims.expiresAt(), expiresAt.advanced(by: Self.leeway) > now else { throw OIDCProvider.refused("exp") }
        let soon = now.advanced(by: Self.leeway)
        guard let issuedAt = try? claims.issuedAt(), issuedAt <= soon else { throw OIDCProvider.refused("iat") }
        if claims["nbf"] != nil {
            guard let notBefore = try? claims.notBefore(), notBefore <= soon else { throw OIDCProvider.refused("nbf") }
        }
        guard nonce.isExactly(claims["nonce"]?.string) else { throw OIDCProvider.refused("nonce") }
        if let hash = claims["at_hash"] {
            guard let accessToken, let expected = claims.header.algorithm?.leftHalf(of: accessToken), hash.string == expected else {
                throw OIDCProvider.refused("at_hash")
            }
        }
        return (try Self.mark("sub", of: claims), try Self.mark(subjectClaim, of: claims))
    }

    /// At most 255 characters (OIDC Core §2, `sub`), none of them a control character.
    private static func mark(_ name: String, of claims: Claims) throws -> String {
        guard let text = claims[name]?.string, !text.isEmpty, text.utf8.count <= 255,
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
        else { throw OIDCProvider.refused(name) }
        return text
    }
}
