import Base
import Crypto
import CryptoExtras
import Foundation

@testable import JOSE

/// Keys of one issuer, and functions that write tokens no honest signer would.
enum TestIssuer {
    static let rsa = key(.rs256, "rsa1")
    static let pss = key(.ps256, "pss1")
    static let ec = key(.es256, "ec1")
    static let ed = key(.ed25519, "ed1")
    static let keys = JWKSet(keys: [rsa, pss, ec, ed].map(\.verificationKey))
    static let verifier = JWSVerifier(algorithms: Set(Algorithm.allCases), types: .foreignAccessToken)

    static func key(_ algorithm: Algorithm, _ id: String?) -> SigningKey {
        guard let key = try? SigningKey.generate(algorithm, id: id) else { fatalError("cannot generate \(algorithm)") }
        return key
    }

    /// Signs any `header` with `key`, without checks.
    static func token(header: [UInt8], payload: [UInt8] = Array(#"{"sub":"ada"}"#.utf8), key: SigningKey = rsa) throws
        -> String
    {
        let input = Base64URL.encode(header) + "." + Base64URL.encode(payload)
        return input + "." + Base64URL.encode(try key.signature(for: Array(input.utf8)))
    }

    static func token(header: String, payload: String = #"{"sub":"ada"}"#, key: SigningKey = rsa) throws -> String {
        try token(header: Array(header.utf8), payload: Array(payload.utf8), key: key)
    }

    static func error(
        _ token: String,
        keys: JWKSet = keys,
        verifier: JWSVerifier = verifier,
        limit: Int = JWS.defaultLimit
    ) -> JOSEError? {
        do throws(JOSEError) {
            try verifier.verify(try JWS(compact: token, limit: limit), keys: keys).jws.withPayload { _ in }
            return nil
        } catch {
            return error
        }
    }

    static func claims(_ payload: String) throws -> Claims {
        let token = try token(header: #"{"alg":"EdDSA","kid":"ed1"}"#, payload: payload, key: ed)
        return try Claims(verifier.verify(try JWS(compact: token), keys: keys))
    }

    static func json(_ text: String) -> JSONValue {
        guard let value = try? StrictJSON.parse(Array(text.utf8)) else { fatalError("not JSON: \(text)") }
        return value
    }
}

/// Replaces part `index` of a compact token.
func replacing(part index: Int, of token: String, with text: String) -> String {
    var parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    parts[index] = text
    return parts.joined(separator: ".")
}

func part(_ index: Int, of token: String) -> String {
    String(token.split(separator: ".", omittingEmptySubsequences: false)[index])
}
