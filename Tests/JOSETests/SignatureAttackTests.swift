import Base
import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import JOSE

@Suite("Attacks on the signature itself (RFC 7515, RFC 7518, RFC 8032)")
struct SignatureAttackTests {
    @Test("a MAC keyed with public data is refused: a key set never verifies a MAC")
    func keyConfusion() throws {
        let rsa = TestIssuer.rsa.publicJWK
        guard case .rsa(let modulus, let exponent) = rsa.material else {
            Issue.record("not an RSA key")
            return
        }
        let key = try _RSA.Signing.PublicKey(n: modulus, e: exponent)
        let pem = key.pemRepresentation
        let secrets: [[UInt8]] = [
            Array(pem.utf8), Array((pem + "\n").utf8), Array(key.pkcs1PEMRepresentation.utf8),
            Array(key.derRepresentation), modulus,
            Array(Base64URL.encode(modulus).utf8), try StrictJSON.encode(rsa.json), [],
        ]
        let input = Base64URL.encode(Array(#"{"alg":"HS256","kid":"rsa1"}"#.utf8)) + ".e30"
        for secret in secrets {
            let code = HMAC<SHA256>.authenticationCode(for: Array(input.utf8), using: SymmetricKey(data: secret))
            #expect(TestIssuer.error(input + "." + Base64URL.encode(Array(code))) == .algorithmNotAllowed)
        }
    }

    @Test("a signature by a foreign key under a known kid is refused")
    func foreignKey() throws {
        let token = try TestIssuer.token(header: #"{"alg":"RS256","kid":"rsa1"}"#, key: TestIssuer.key(.rs256, "rsa1"))
        #expect(TestIssuer.error(token) == .badSignature)
    }

    @Test("an RS256 signature labelled PS256 is refused, and the reverse")
    func paddingConfusion() throws {
        let header = #"{"alg":"PS256","kid":"k"}"#
        let asPSS = try VerificationKey(JWK(material: TestIssuer.rsa.publicJWK.material, id: "k", algorithm: .ps256))
        #expect(
            TestIssuer.error(try TestIssuer.token(header: header, key: TestIssuer.rsa), keys: JWKSet(keys: [asPSS]))
                == .badSignature
        )
        let asPKCS1 = try VerificationKey(JWK(material: TestIssuer.pss.publicJWK.material, id: "k", algorithm: .rs256))
        let other = try TestIssuer.token(header: #"{"alg":"RS256","kid":"k"}"#, key: TestIssuer.pss)
        #expect(TestIssuer.error(other, keys: JWKSet(keys: [asPKCS1])) == .badSignature)
    }

    @Test("ECDSA signatures must be exactly R and S: no DER, zeros or excess (RFC 7518 §3.4)")
    func ecdsaShape() throws {
        let token = try TestIssuer.token(header: #"{"alg":"ES256","kid":"ec1"}"#, key: TestIssuer.ec)
        #expect(TestIssuer.error(token) == nil)
        let good = try #require(Base64URL.decode(part(2, of: token)))
        let der = Array(try P256.Signing.ECDSASignature(rawRepresentation: good).derRepresentation)
        let order: [UInt8] =
            [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0] + [UInt8](repeating: 0xff, count: 8)
            + [0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51]
        let zeros = [UInt8](repeating: 0, count: 32)
        let bad: [[UInt8]] = [
            der, zeros + zeros, good + [0], [0] + good, Array(good.dropLast()), [], Array(good[..<32]) + zeros,
            zeros + Array(good[32...]),
            order + Array(good[32...]), Array(good[..<32]) + order, [0] + good[..<32] + [0] + good[32...],
        ]
        for signature in bad {
            #expect(TestIssuer.error(replacing(part: 2, of: token, with: Base64URL.encode(signature))) == .badSignature)
        }
    }

    @Test("Ed25519: S at or above the group order is refused (RFC 8032 §5.1.7)")
    func edwardsMalleability() throws {
        let token = try TestIssuer.token(header: #"{"alg":"EdDSA","kid":"ed1"}"#, key: TestIssuer.ed)
        #expect(TestIssuer.error(token) == nil)
        var signature = try #require(Base64URL.decode(part(2, of: token)))
        let order: [UInt8] =
            [0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14]
            + [UInt8](repeating: 0, count: 15) + [0x10]
        var carry: UInt16 = 0
        for index in 0..<32 {
            carry += UInt16(signature[32 + index]) + UInt16(order[index])
            signature[32 + index] = UInt8(truncatingIfNeeded: carry)
            carry >>= 8
        }
        #expect(TestIssuer.error(replacing(part: 2, of: token, with: Base64URL.encode(signature))) == .badSignature)
    }

    @Test("a signature with another payload is refused")
    func payloadSwap() throws {
        let token = try TestIssuer.token(header: #"{"alg":"RS256","kid":"rsa1"}"#)
        let swapped = replacing(part: 1, of: token, with: Base64URL.encode(Array(#"{"sub":"eve"}"#.utf8)))
        #expect(TestIssuer.error(swapped) == .badSignature)
    }
}
