package import Base
import Identity
import JOSE

/// Proof Key for Code Exchange (RFC 7636), S256 only: `plain` protects nothing once the request has been seen.
package enum PKCE {
    /// The challenge of an authorization request; required of every client (OAuth 2.1 §4.1.1).
    /// - Throws: `invalidRequest`.
    package static func challenge(_ parameters: FormParameters) throws -> String {
        guard let challenge = try parameters.value("code_challenge") else {
            throw Fault(.invalidRequest, "The parameter code_challenge is missing: PKCE is required.")
        }
        guard try parameters.value("code_challenge_method") == "S256" else {
            throw Fault(.invalidRequest, "code_challenge_method must be S256.")
        }
        // 32 bytes in base64url are 43 characters (§4.2).
        guard challenge.utf8.count == 43, Base64URL.decode(challenge)?.count == 32 else {
            throw Fault(.invalidRequest, "code_challenge must be 43 characters of base64url.")
        }
        return challenge
    }

    /// 43 to 128 unreserved characters (§4.1).
    package static func isWellFormed(verifier: String) -> Bool {
        (43...128).contains(verifier.utf8.count)
            && verifier.utf8.allSatisfy(Percent.isUnreserved)
    }

    /// §4.6, in constant time.
    package static func matches(verifier: String, challenge: String) -> Bool {
        guard let expected = Base64URL.decode(challenge).flatMap({ Digest256($0) }) else { return false }
        return Digest256(of: verifier) == expected
    }

    /// The challenge of a verifier, for our own requests to an upstream provider.
    package static func challenge(of verifier: String) -> String {
        Base64URL.encode(Digest256(of: verifier).bytes)
    }
}
