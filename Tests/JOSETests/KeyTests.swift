import Base
import Testing

@testable import JOSE

/// A published key that must be left out, and the expected reason.
struct BadKey: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let json: JSONValue
    let flaw: JOSEError.KeyFlaw

    init(_ name: String, _ flaw: JOSEError.KeyFlaw, _ json: JSONValue) {
        testDescription = name
        self.json = json
        self.flaw = flaw
    }
}

@Suite("Keys and key sets (RFC 7517, RFC 7518 §6, RFC 8725 §3.5)")
struct KeyTests {
    static func key(_ changes: [String: JSONValue], without removed: String? = nil, of key: SigningKey = TestIssuer.rsa)
        -> JSONValue
    {
        guard case .object(var members) = key.publicJWK.json else { return .null }
        for (name, value) in changes { members[name] = value }
        if let removed { members.removeValue(forKey: removed) }
        return .object(members)
    }

    static func modulus(bits: Int) -> JSONValue {
        var bytes = [UInt8](repeating: 0x55, count: (bits + 7) / 8)
        bytes[0] = UInt8(1 << ((bits - 1) % 8))
        return .string(Base64URL.encode(bytes))
    }

    static let badKeys: [BadKey] = [
        BadKey("not an object", .notAKey, "key"),
        BadKey("no kty", .notAKey, key([:], without: "kty")),
        BadKey("kty a number", .notAKey, key(["kty": 1])),
        BadKey(
            "symmetric",
            .symmetric,
            ["kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ", "alg": "HS256", "kid": "k"]
        ),
        BadKey("symmetric with kty RSA", .symmetric, key(["k": "AAAA"])),
        BadKey("private exponent published", .privateMembers, key(["d": "AAAA"])),
        BadKey("private scalar published", .privateMembers, key(["d": "AAAA"], of: TestIssuer.ec)),
        BadKey("primes published", .privateMembers, key(["p": "AAAA"])),
        BadKey("kty unknown", .kind, key(["kty": "AKP"])),
        BadKey("kty in lower case", .kind, key(["kty": "rsa"])),
        BadKey("EC without curve", .kind, key([:], without: "crv", of: TestIssuer.ec)),
        BadKey("EC on secp256k1", .kind, key(["crv": "secp256k1"], of: TestIssuer.ec)),
        BadKey("OKP on X25519", .kind, key(["crv": "X25519"], of: TestIssuer.ed)),
        BadKey("OKP on Ed448", .kind, key(["crv": "Ed448"], of: TestIssuer.ed)),
        BadKey("EC calling itself RSA", .kind, key(["kty": "RSA"], of: TestIssuer.ec)),
        BadKey("use enc", .use, key(["use": "enc"])),
        BadKey("use unknown", .use, key(["use": "tls"])),
        BadKey("use a list", .use, key(["use": ["sig"]])),
        BadKey("key_ops encrypt", .use, key(["key_ops": ["encrypt"]], without: "use")),
        BadKey("key_ops sign only", .use, key(["key_ops": ["sign"]])),
        BadKey("key_ops empty", .use, key(["key_ops": []])),
        BadKey("key_ops twice", .use, key(["key_ops": ["verify", "verify"]])),
        BadKey("key_ops a string", .use, key(["key_ops": "verify"])),
        BadKey("key_ops verify, use enc", .use, key(["use": "enc", "key_ops": ["verify"]])),
        BadKey("alg unknown", .algorithm, key(["alg": "RS1"])),
        BadKey("alg none", .algorithm, key(["alg": "none"])),
        BadKey("alg HS256 on RSA", .algorithm, key(["alg": "HS256"])),
        BadKey("alg of encryption", .algorithm, key(["alg": "RSA-OAEP"])),
        BadKey("alg ES256 on RSA", .algorithm, key(["alg": "ES256"])),
        BadKey("alg ES384 on P-256", .algorithm, key(["alg": "ES384"], of: TestIssuer.ec)),
        BadKey("alg a list", .algorithm, key(["alg": ["RS256"]])),
        BadKey("kid a number", .keyID, key(["kid": 1])),
        BadKey("n absent", .members, key([:], without: "n")),
        BadKey("n empty", .members, key(["n": ""])),
        BadKey("n padded", .members, key(["n": "AQAB="])),
        BadKey("n with a leading zero", .members, key(["n": .string("AA" + String(repeating: "_", count: 342))])),
        BadKey("e absent", .members, key([:], without: "e")),
        BadKey("e a number", .members, key(["e": 65537])),
        BadKey("e with a leading zero", .members, key(["e": "AAEAAQ"])),
        BadKey("even modulus", .members, key(["n": .string(Base64URL.encode([UInt8](repeating: 0x80, count: 256)))])),
        BadKey("1024 bits", .size, key(["n": modulus(bits: 1024)])),
        BadKey("2047 bits", .size, key(["n": modulus(bits: 2047)])),
        BadKey("8200 bits", .size, key(["n": modulus(bits: 8200)])),
        BadKey("e 1", .exponent, key(["e": "AQ"])),
        BadKey("e 3", .exponent, key(["e": "Aw"])),
        BadKey("e even", .exponent, key(["e": "AQAC"])),
        BadKey("e of 48 bits", .exponent, key(["e": "AQAAAAAB"])),
        BadKey("x short", .members, key(["x": "AAAA"], of: TestIssuer.ec)),
        BadKey("x long", .members, key(["x": .string(String(repeating: "A", count: 44))], of: TestIssuer.ec)),
        BadKey("y absent", .members, key([:], without: "y", of: TestIssuer.ec)),
        BadKey("P-256 numbers on P-384", .members, key(["crv": "P-384"], without: "alg", of: TestIssuer.ec)),
        BadKey(
            "point off the curve",
            .point,
            key(["x": .string(String(repeating: "A", count: 43))], of: TestIssuer.ec)
        ),
        BadKey(
            "point beyond the field",
            .point,
            key(["x": .string(String(repeating: "_", count: 42) + "8")], of: TestIssuer.ec)
        ),
        BadKey(
            "Ed25519 of 31 bytes",
            .members,
            key(["x": .string(Base64URL.encode([UInt8](repeating: 1, count: 31)))], of: TestIssuer.ed)
        ),
    ]

    @Test("a bad key is left out of the set with a reason; the others stay", arguments: badKeys)
    func skipped(bad: BadKey) throws {
        let good = TestIssuer.ec.publicJWK.json
        let set = try JWKSet(json: try StrictJSON.encode(["keys": [bad.json, good]]))
        #expect(set.skipped == [JWKSet.Skipped(index: 0, reason: .unusableKey(bad.flaw))])
        #expect(set.keys.map(\.jwk) == [TestIssuer.ec.publicJWK])
        #expect(throws: JOSEError.unusableKey(bad.flaw)) { try VerificationKey(json: bad.json) }
    }

    @Test(
        "a single key is read by the same rules",
        arguments: badKeys.filter { $0.flaw == .algorithm || $0.flaw == .use }
    )
    func readAlone(bad: BadKey) {
        #expect(throws: JOSEError.unusableKey(bad.flaw)) { try JWK(bad.json) }
    }

    @Test("a modulus with the ROCA fingerprint is detected, a sound one is not")
    func roca() {
        // 65537^k modulo the product of the first primes: by construction a power of 65537 modulo each of them.
        #expect(RSARules.isROCA([1, 0, 1]))
        guard case .rsa(let modulus, _) = TestIssuer.rsa.publicJWK.material else {
            Issue.record("not an RSA key")
            return
        }
        #expect(!RSARules.isROCA(modulus))
    }

    @Test(
        "a document that is not a key set is refused completely",
        arguments: [
            ("", .malformed(.keySet, .json(.syntax))), ("<html>", .malformed(.keySet, .json(.syntax))),
            ("[]", .malformed(.keySet, .notAnObject)), ("{}", .malformed(.keySet, .member)),
            (#"{"keys":{}}"#, .malformed(.keySet, .member)),
            (#"{"keys":[],"keys":[]}"#, .malformed(.keySet, .json(.duplicateMember))),
            (#"{"keys":[{"kty":"RSA","kty":"EC"}]}"#, .malformed(.keySet, .json(.duplicateMember))),
            (#"{"keys":[]}x"#, .malformed(.keySet, .json(.trailingBytes))),
        ] as [(String, JOSEError)]
    )
    func document(text: String, refusal: JOSEError) {
        #expect(throws: refusal) { try JWKSet(json: Array(text.utf8)) }
    }

    @Test("the bytes and keys of a set are limited")
    func bounds() {
        let many = #"{"keys":["# + [String](repeating: "1", count: 257).joined(separator: ",") + "]}"
        #expect(throws: JOSEError.malformed(.keySet, .tooMany(limit: 256))) { try JWKSet(json: Array(many.utf8)) }
        #expect(throws: Never.self) { try JWKSet(json: Array(many.utf8), keyLimit: 257) }
        #expect(throws: JOSEError.tooLarge(limit: 10)) { try JWKSet(json: Array(many.utf8), byteLimit: 10) }
        #expect(throws: JOSEError.tooLarge(limit: 262_144)) {
            try JWKSet(json: [UInt8](repeating: 0x20, count: 262_145))
        }
    }

    @Test("two keys with the same kid are both tried")
    func duplicateID() throws {
        let first = TestIssuer.key(.es256, "same"), second = TestIssuer.key(.es256, "same")
        let set = try JWKSet(json: try StrictJSON.encode(["keys": [first.publicJWK.json, second.publicJWK.json]]))
        for key in [first, second] {
            #expect(
                TestIssuer.error(try TestIssuer.token(header: #"{"alg":"ES256","kid":"same"}"#, key: key), keys: set)
                    == nil
            )
        }
        let foreign = try TestIssuer.token(header: #"{"alg":"ES256","kid":"same"}"#, key: TestIssuer.ec)
        #expect(TestIssuer.error(foreign, keys: set) == .badSignature)
    }

    @Test("at most four keys with the same kid are tried, because each costs a verification")
    func manyNamesakes() throws {
        let keys = (0..<6).map { _ in TestIssuer.key(.es256, "same") }
        let others = [TestIssuer.key(.ed25519, "same"), TestIssuer.ec]
        let set = try JWKSet(json: try StrictJSON.encode(["keys": .array((keys + others).map(\.publicJWK.json))]))
        #expect(set.keys.map(\.jwk) == (keys.prefix(4) + others).map(\.publicJWK))
        #expect(set.skipped == [4, 5].map { JWKSet.Skipped(index: $0, reason: .unusableKey(.repeated)) })
    }

    @Test("of two keys with the same kid, the header's algorithm selects one")
    func oneIDTwoAlgorithms() throws {
        let curve = TestIssuer.key(.es256, "same"), edwards = TestIssuer.key(.ed25519, "same")
        let set = JWKSet(keys: [curve.verificationKey, edwards.verificationKey])
        #expect(
            TestIssuer.error(try TestIssuer.token(header: #"{"alg":"ES256","kid":"same"}"#, key: curve), keys: set)
                == nil
        )
        #expect(
            TestIssuer.error(try TestIssuer.token(header: #"{"alg":"EdDSA","kid":"same"}"#, key: edwards), keys: set)
                == nil
        )
        #expect(
            TestIssuer.error(try TestIssuer.token(header: #"{"alg":"RS256","kid":"same"}"#), keys: set)
                == .keyNotForAlgorithm
        )
    }

    @Test("without kid a token passes only when exactly one key could have signed it")
    func withoutID() throws {
        let token = try TestIssuer.token(header: #"{"alg":"ES256"}"#, key: TestIssuer.ec)
        #expect(TestIssuer.error(token) == nil)
        let two = JWKSet(keys: [TestIssuer.ec.verificationKey, TestIssuer.key(.es256, "ec2").verificationKey])
        #expect(TestIssuer.error(token, keys: two) == .missingKeyID)
        #expect(TestIssuer.error(token, keys: JWKSet(keys: [TestIssuer.rsa.verificationKey])) == .missingKeyID)
        #expect(TestIssuer.error(token, keys: .empty) == .missingKeyID)
    }

    @Test("a token with a kid never uses a key without one")
    func keyWithoutID() throws {
        let nameless = try VerificationKey(JWK(material: TestIssuer.ec.publicJWK.material, id: nil, algorithm: .es256))
        let set = JWKSet(keys: [nameless])
        #expect(
            TestIssuer.error(
                try TestIssuer.token(header: #"{"alg":"ES256","kid":"ec1"}"#, key: TestIssuer.ec),
                keys: set
            )
                == .unknownKey
        )
        #expect(
            TestIssuer.error(try TestIssuer.token(header: #"{"alg":"ES256"}"#, key: TestIssuer.ec), keys: set) == nil
        )
    }

    @Test("an RSA key without alg uses the importer's algorithm, never the token's")
    func rsaWithoutAlgorithm() throws {
        let json = try StrictJSON.encode(["keys": [Self.key([:], without: "alg")]])
        #expect(try JWKSet(json: json).keys.map(\.algorithm) == [.rs256])
        let pss = try JWKSet(json: json, rsaAlgorithm: .ps512)
        #expect(pss.keys.map(\.algorithm) == [.ps512])
        #expect(
            TestIssuer.error(try TestIssuer.token(header: #"{"alg":"RS256","kid":"rsa1"}"#), keys: pss)
                == .keyNotForAlgorithm
        )
        #expect(throws: JOSEError.unusableKey(.algorithm)) {
            try VerificationKey(json: Self.key([:], without: "alg"), rsaAlgorithm: .es256)
        }
    }

    @Test("harmless members are ignored", arguments: ["x5c", "x5t", "x5t#S256", "x5u", "ext", "nbf", "whatever"])
    func ignored(member: String) throws {
        #expect(try VerificationKey(json: Self.key([member: ["a"]])).jwk == TestIssuer.rsa.publicJWK)
    }

    @Test("a published key equals the imported one and has no private members")
    func published() throws {
        let json = try StrictJSON.encode(TestIssuer.keys.json)
        let again = try JWKSet(json: json)
        #expect(again.keys.map(\.jwk) == TestIssuer.keys.keys.map(\.jwk))
        #expect(again.skipped.isEmpty)
        for key in again.keys {
            #expect(
                Set((key.jwk.json.object ?? [:]).keys).isSubset(of: [
                    "kty", "crv", "x", "y", "n", "e", "kid", "alg", "use",
                ])
            )
        }
    }

    @Test("a shared secret shorter than its digest is refused (RFC 7518 §3.2)")
    func shortSecret() {
        #expect(throws: JOSEError.unusableKey(.size)) { try SharedKey(bytes: [UInt8](repeating: 7, count: 31)) }
        #expect(throws: Never.self) { try SharedKey(bytes: [UInt8](repeating: 7, count: 32)) }
        #expect(throws: JOSEError.unusableKey(.size)) { try SharedKey(Secret("")) }
    }
}
