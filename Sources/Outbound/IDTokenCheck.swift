import Base
import Identity
import JOSE

/// Checks the claims of an ID token with a valid signature (OIDC Core §3.1.3.7), in the order of the specification.
/// Pure.
struct IDTokenCheck: Sendable {
    let issuer: String
    let clientID: String
    let nonce: String
    let accessToken: String?
    /// The claim that identifies the user permanently: `sub`, unless the provider gives each application a different
    /// `sub`.
    let subjectClaim: String

    private static let leeway = Duration.seconds(60)

    /// The subject and the user's identifier, when all checks pass. The userinfo endpoint must repeat the subject;
    /// accounts are stored under the identifier.
    /// - Throws: `accessDenied`.
    func subjects(of claims: Claims, at now: Timestamp) throws -> (subject: String, person: String) {
        guard issuer.isExactly(try? claims.issuer()) else { throw Self.refused("iss", of: claims, wanted: issuer) }
        let audience = (try? claims.audience()) ?? []
        guard audience.containsExactly(clientID) else { throw Self.refused("aud", of: claims, wanted: clientID) }
        // With a further audience, our client id must be the authorized party, because that audience can use the token
        // too.
        guard audience.count == 1 || clientID.isExactly(claims["azp"]?.string) else {
            throw Self.refused("azp", of: claims, wanted: clientID)
        }
        guard claims["azp"] == nil || clientID.isExactly(claims["azp"]?.string) else {
            throw Self.refused("azp", of: claims, wanted: clientID)
        }
        guard let expiresAt = try? claims.expiresAt(), expiresAt.advanced(by: Self.leeway) > now else {
            throw Self.refused("exp", of: claims, wanted: "after \(now.seconds)")
        }
        let soon = now.advanced(by: Self.leeway)
        guard let issuedAt = try? claims.issuedAt(), issuedAt <= soon else {
            throw Self.refused("iat", of: claims, wanted: "up to \(soon.seconds)")
        }
        if claims["nbf"] != nil {
            guard let notBefore = try? claims.notBefore(), notBefore <= soon else {
                throw Self.refused("nbf", of: claims, wanted: "up to \(soon.seconds)")
            }
        }
        guard nonce.isExactly(claims["nonce"]?.string) else {
            throw Self.refused("nonce does not belong to this login", of: claims)
        }
        if let hash = claims["at_hash"] {
            guard let accessToken, let expected = claims.header.algorithm?.leftHalf(of: accessToken),
                hash.string == expected
            else {
                throw Self.refused("at_hash does not belong to the access token", of: claims)
            }
        }
        return (try Self.mark("sub", of: claims), try Self.mark(subjectClaim, of: claims))
    }

    /// At most 255 characters (OIDC Core §2, `sub`), none of them a control character.
    private static func mark(_ name: String, of claims: Claims) throws -> String {
        guard let text = claims[name]?.string, !text.isEmpty, text.utf8.count <= 255,
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
        else { throw refused(name, of: claims, wanted: "1 to 255 visible characters") }
        return text
    }

    private static func refused(_ claim: String, of claims: Claims, wanted: String) -> Fault {
        OIDCProvider.refused(
            LoginRefusal(
                subject: claims["sub"]?.string,
                email: claims["email"]?.string,
                claim: claim,
                wanted: [wanted],
                found: words(claims[claim])
            )
        )
    }

    /// For claims whose values do not help a reader of the log.
    private static func refused(_ reason: String, of claims: Claims) -> Fault {
        OIDCProvider.refused(LoginRefusal(subject: claims["sub"]?.string, email: claims["email"]?.string, reason))
    }

    private static func words(_ value: JSONValue?) -> [String] {
        guard let value, !value.isNull else { return [] }
        return (value.array ?? [value]).map { element in
            switch element {
            case .string(let text): text
            case .integer(let number): String(number)
            case .number(let number): String(number)
            case .decimal(let digits): digits
            case .bool(let truth): String(truth)
            case .null, .array, .object: "a value that is neither text nor number"
            }
        }
    }
}
