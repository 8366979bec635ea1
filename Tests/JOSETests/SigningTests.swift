import Base
import Crypto
import CryptoExtras
import JOSE
import Testing

@Suite("Signing (RFC 7515 §5.1)")
struct SigningTests {
    @Test("the public key verifies what the private key signed", arguments: Algorithm.allCases)
    func roundTrip(algorithm: Algorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let claims: [String: JSONValue] = ["sub": "ada", "n": 1, "list": [1.5, nil, "é"]]
        let token = try JWSSigner(key: key, type: "at+jwt").sign(claims)
        let jws = try JWS(compact: token)
        #expect(jws.header.algorithm == algorithm)
        #expect(jws.header.keyID == key.publicJWK.thumbprint)
        #expect(jws.header.type == "at+jwt")
        let verifier = JWSVerifier(algorithms: [algorithm], types: .accessToken)
        let verified = try verifier.verify(jws, keys: JWKSet(keys: [key.verificationKey]))
        #expect(try Claims(verified).values == claims)
    }

    @Test("a key survives PKCS#8 PEM, with its own or a chosen id", arguments: Algorithm.allCases)
    func pem(algorithm: Algorithm) throws {
        let key = try SigningKey.generate(algorithm)
        #expect(key.pem.reveal().hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let again = try SigningKey(pem: key.pem, algorithm: algorithm)
        #expect(again.id == key.id)
        #expect(again.publicJWK == key.publicJWK)
        #expect(try SigningKey(pem: key.pem, algorithm: algorithm, id: "mine").publicJWK.id == "mine")
    }

    @Test(
        "a PEM of another key type is refused",
        arguments: [
            (Algorithm.rs256, Algorithm.es256), (.es256, .es384), (.es256, .ed25519), (.ed25519, .rs256),
            (.es512, .es256),
        ]
    )
    func wrongPEM(made: Algorithm, wanted: Algorithm) throws {
        let key = try SigningKey.generate(made)
        #expect(throws: JOSEError.unusableKey(.notAKey)) { try SigningKey(pem: key.pem, algorithm: wanted) }
    }

    @Test("a text without a PKCS#8 key is refused", arguments: Algorithm.allCases)
    func noPEM(algorithm: Algorithm) {
        let texts = [
            "", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        ]
        for text in texts {
            #expect(throws: JOSEError.unusableKey(.notAKey)) { try SigningKey(pem: Secret(text), algorithm: algorithm) }
        }
    }

    @Test("a public key in PEM verifies with the configured algorithm")
    func publicPEM() throws {
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let signer = try SigningKey(pem: Secret(rsa.pkcs8PEMRepresentation), algorithm: .ps384, id: "k")
        #expect(
            try VerificationKey(pem: rsa.publicKey.pemRepresentation, algorithm: .ps384, id: "k").jwk
                == signer.publicJWK
        )
        let p384 = P384.Signing.PrivateKey()
        let curve = try SigningKey(pem: Secret(p384.pemRepresentation), algorithm: .es384, id: "k")
        #expect(
            try VerificationKey(pem: p384.publicKey.pemRepresentation, algorithm: .es384, id: "k").jwk
                == curve.publicJWK
        )
        let edwards = Curve25519.Signing.PrivateKey()
        let signing = try SigningKey(pem: Secret(edwards.pemRepresentation), algorithm: .ed25519)
        #expect(
            try VerificationKey(pem: edwards.publicKey.pemRepresentation, algorithm: .ed25519).jwk.thumbprint
                == signing.id
        )
        #expect(throws: JOSEError.unusableKey(.notAKey)) {
            try VerificationKey(pem: edwards.publicKey.pemRepresentation, algorithm: .es256)
        }
    }

    @Test("a short RSA key cannot sign")
    func shortRSA() throws {
        let short = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1024))
        #expect(throws: JOSEError.self) { try SigningKey(pem: Secret(short.pkcs8PEMRepresentation), algorithm: .rs256) }
    }

    @Test("a shared key signs and verifies; a key set does not")
    func sharedKey() throws {
        let key = try SharedKey(bytes: [UInt8](repeating: 7, count: 64), id: "s")
        let token = try JWSSigner(sharedKey: key, type: "JWT").sign(["sub": "ada"])
        let verifier = JWSVerifier(algorithms: Set(Algorithm.allCases), types: .idToken)
        #expect(try Claims(verifier.verify(try JWS(compact: token), sharedKey: key)).text("sub") == "ada")
        let other = try SharedKey(bytes: [UInt8](repeating: 8, count: 64), id: "s")
        #expect(throws: JOSEError.badSignature) { try verifier.verify(try JWS(compact: token), sharedKey: other) }
        #expect(throws: JOSEError.algorithmNotAllowed) { try verifier.verify(try JWS(compact: token), keys: .empty) }
        let access = JWSVerifier(algorithms: [], types: .accessToken)
        #expect(throws: JOSEError.typeNotAllowed) { try access.verify(try JWS(compact: token), sharedKey: key) }
    }

    @Test("a shared key accepts only its own algorithm and no asymmetric token")
    func sharedKeyAlgorithm() throws {
        let bytes = [UInt8](repeating: 7, count: 64)
        let verifier = JWSVerifier(algorithms: Set(Algorithm.allCases), types: .foreignAccessToken)
        let input = Base64URL.encode(Array(#"{"alg":"HS512"}"#.utf8)) + "." + Base64URL.encode(Array("{}".utf8))
        let code = HMAC<SHA512>.authenticationCode(for: Array(input.utf8), using: SymmetricKey(data: bytes))
        let token = input + "." + Base64URL.encode(Array(code))
        #expect(throws: JOSEError.algorithmNotAllowed) {
            try verifier.verify(try JWS(compact: token), sharedKey: try SharedKey(bytes: bytes))
        }
        let signed = try JWSSigner(key: TestIssuer.ed, type: "JWT").sign([:])
        #expect(throws: JOSEError.algorithmNotAllowed) {
            try verifier.verify(try JWS(compact: signed), sharedKey: try SharedKey(bytes: bytes))
        }
    }

    @Test("printed keys reveal no secrets")
    func redaction() throws {
        let shared = try SharedKey(Secret("a shared secret of more than 32 bytes"))
        for text in ["\(TestIssuer.ed)", String(reflecting: TestIssuer.ed), "\(shared)", String(reflecting: shared)] {
            #expect(text == "‹redacted›")
        }
        var dumped = ""
        dump(shared, to: &dumped)
        dump(TestIssuer.ed, to: &dumped)
        #expect(!dumped.contains("secret") && !dumped.contains("PrivateKey"))
    }

    @Test("a claim that JSON cannot express is not signed")
    func notFinite() {
        #expect(throws: JOSEError.malformed(.payload, .json(.numberOutOfRange))) {
            try JWSSigner(key: TestIssuer.ed, type: "JWT").sign(["exp": .number(.infinity)])
        }
    }
}
