import Base
import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import JOSE

/// A token that must be refused, and the expected error, so that no case passes for another reason.
struct Attack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let header: [UInt8]
    let refusal: JOSEError

    init(_ name: String, _ header: String, _ refusal: JOSEError) {
        self.init(name, Array(header.utf8), refusal)
    }

    init(_ name: String, _ header: [UInt8], _ refusal: JOSEError) {
        testDescription = name
        self.header = header
        self.refusal = refusal
    }
}

@Suite("Attacks on header and signature (RFC 8725, RFC 7515)")
struct AttackTests {
    /// Each is validly signed by the RSA key `rsa1`, so that only the tested rule refuses it.
    static let headers: [Attack] =
        ["none", "None", "NONE", "nOnE", "", "HS256", "HS512", "rs256", "RS256 ", "RSA1_5", "A128KW", "ES256K", "RS1"]
        .map {
            Attack("alg \($0)", #"{"alg":"\#($0)","kid":"rsa1"}"#, .algorithmNotAllowed)
        }
        + ["PS256", "RS384", "RS512", "ES256", "EdDSA", "Ed25519"].map {
            Attack("alg \($0) over an RS256 key", #"{"alg":"\#($0)","kid":"rsa1"}"#, .keyNotForAlgorithm)
        }
        + [
            Attack("alg absent", #"{"kid":"rsa1"}"#, .malformed(.header, .member)),
            Attack("alg a list", #"{"alg":["RS256"],"kid":"rsa1"}"#, .malformed(.header, .member)),
            Attack("alg null", #"{"alg":null,"kid":"rsa1"}"#, .malformed(.header, .member)),
            Attack(
                "alg twice",
                #"{"alg":"RS256","alg":"none","kid":"rsa1"}"#,
                .malformed(.header, .json(.duplicateMember))
            ),
            Attack(
                "kid twice, once escaped",
                #"{"alg":"RS256","kid":"rsa1","k\u0069d":"ec1"}"#,
                .malformed(.header, .json(.duplicateMember))
            ),
            Attack("a list", #"["RS256"]"#, .malformed(.header, .notAnObject)),
            Attack("a string", #""RS256""#, .malformed(.header, .notAnObject)),
            Attack("empty", "", .malformed(.header, .json(.syntax))),
            Attack("trailing bytes", #"{"alg":"RS256","kid":"rsa1"}x"#, .malformed(.header, .json(.trailingBytes))),
            Attack(
                "trailing NUL",
                "{\"alg\":\"RS256\",\"kid\":\"rsa1\"}\0",
                .malformed(.header, .json(.trailingBytes))
            ),
            Attack(
                "byte order mark",
                "\u{feff}{\"alg\":\"RS256\",\"kid\":\"rsa1\"}",
                .malformed(.header, .json(.byteOrderMark))
            ),
            Attack(
                "UTF-16",
                Array(#"{"alg":"RS256"}"#.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), 0] }),
                .malformed(.header, .json(.syntax))
            ),
            Attack(
                "not UTF-8",
                Array(#"{"alg":"RS256","kid":"rsa1"#.utf8) + [0xff] + Array(#""}"#.utf8),
                .malformed(.header, .json(.notUTF8))
            ),
            Attack(
                "20,000 levels",
                #"{"alg":"RS256","kid":"rsa1","x":"# + String(repeating: "[", count: 10_000),
                .malformed(.header, .json(.tooDeep))
            ),
            Attack("crit unknown", #"{"alg":"RS256","kid":"rsa1","crit":["exp2"],"exp2":1}"#, .criticalNotUnderstood),
            Attack("crit empty", #"{"alg":"RS256","kid":"rsa1","crit":[]}"#, .criticalNotUnderstood),
            Attack("crit null", #"{"alg":"RS256","kid":"rsa1","crit":null}"#, .criticalNotUnderstood),
            Attack("crit b64", #"{"alg":"RS256","kid":"rsa1","crit":["b64"],"b64":false}"#, .criticalNotUnderstood),
            Attack("b64 false", #"{"alg":"RS256","kid":"rsa1","b64":false}"#, .payloadEncodingNotAllowed),
            Attack("b64 true", #"{"alg":"RS256","kid":"rsa1","b64":true}"#, .payloadEncodingNotAllowed),
            Attack("zip", #"{"alg":"RS256","kid":"rsa1","zip":"DEF"}"#, .payloadEncodingNotAllowed),
            Attack("jwk", #"{"alg":"RS256","kid":"rsa1","jwk":{"kty":"oct","k":""}}"#, .keyInHeader),
            Attack("jku", #"{"alg":"RS256","kid":"rsa1","jku":"https://evil.example/jwks"}"#, .keyInHeader),
            Attack("x5u", #"{"alg":"RS256","kid":"rsa1","x5u":"https://evil.example/x"}"#, .keyInHeader),
            Attack("x5c", #"{"alg":"RS256","kid":"rsa1","x5c":["garbage"]}"#, .keyInHeader),
            Attack("typ of a DPoP proof", #"{"alg":"RS256","kid":"rsa1","typ":"dpop+jwt"}"#, .typeNotAllowed),
            Attack(
                "typ of a logout token",
                #"{"alg":"RS256","kid":"rsa1","typ":"application/logout+jwt"}"#,
                .typeNotAllowed
            ),
            Attack("typ empty", #"{"alg":"RS256","kid":"rsa1","typ":""}"#, .typeNotAllowed),
            Attack("typ a number", #"{"alg":"RS256","kid":"rsa1","typ":1}"#, .malformed(.header, .member)),
            Attack("kid a number", #"{"alg":"RS256","kid":1}"#, .malformed(.header, .member)),
            Attack("kid null", #"{"alg":"RS256","kid":null}"#, .malformed(.header, .member)),
            Attack("kid a path", #"{"alg":"RS256","kid":"../../../../dev/null"}"#, .unknownKey),
            Attack("kid SQL", #"{"alg":"RS256","kid":"x' UNION SELECT 'a"}"#, .unknownKey),
            Attack("kid with NUL", #"{"alg":"RS256","kid":"rsa1\u0000"}"#, .unknownKey),
            Attack("kid a URL", #"{"alg":"RS256","kid":"http://169.254.169.254/"}"#, .unknownKey),
            Attack("kid empty", #"{"alg":"RS256","kid":""}"#, .unknownKey),
            Attack("kid upper case", #"{"alg":"RS256","kid":"RSA1"}"#, .unknownKey),
            Attack(
                "kid huge",
                #"{"alg":"RS256","kid":"\#(String(repeating: "k", count: 16_384))"}"#,
                .tooLarge(limit: 16_384)
            ),
        ]

    @Test("a validly signed token with a bad header is refused", arguments: headers)
    func header(attack: Attack) throws {
        #expect(TestIssuer.error(try TestIssuer.token(header: attack.header)) == attack.refusal)
    }

    @Test(
        "a harmless header is accepted",
        arguments: [
            #"{"alg":"RS256","kid":"rsa1"}"#, #"{"alg":"RS256","kid":"rsa1","typ":"JWT"}"#,
            #"{"typ":"jwt","alg":"RS256"}"#,
            #"{"alg":"RS256","kid":"rsa1","typ":"application/at+jwt"}"#,
            #"{"alg":"RS256","kid":"rsa1","typ":"AT+JWT","cty":"x"}"#,
            #"{"alg":"RS256","kid":"rsa1","x5t":"abc","x5t#S256":"def","unknown":[{}]}"#,
            "{ \"alg\" :\n\"RS256\",\t\"kid\":\"rsa1\"} ",
        ]
    )
    func accepted(header: String) throws {
        #expect(TestIssuer.error(try TestIssuer.token(header: header)) == nil)
    }

    @Test("an algorithm outside the caller's list is refused for every key", arguments: Algorithm.allCases)
    func allowList(algorithm: Algorithm) throws {
        let key = TestIssuer.key(algorithm, "k")
        let keys = JWKSet(keys: [key.verificationKey])
        let token = try TestIssuer.token(header: #"{"alg":"\#(algorithm.name)","kid":"k"}"#, key: key)
        let others = JWSVerifier(
            algorithms: Set(Algorithm.allCases).subtracting([algorithm]),
            types: .foreignAccessToken
        )
        #expect(TestIssuer.error(token, keys: keys, verifier: others) == .algorithmNotAllowed)
        #expect(
            TestIssuer.error(
                token,
                keys: keys,
                verifier: JWSVerifier(algorithms: [algorithm], types: .foreignAccessToken)
            )
                == nil
        )
        #expect(
            TestIssuer.error(token, keys: keys, verifier: JWSVerifier(algorithms: [], types: .foreignAccessToken))
                != nil
        )
    }

    @Test("both names of Ed25519 are accepted (RFC 9864)", arguments: ["EdDSA", "Ed25519"])
    func edwardsNames(name: String) throws {
        #expect(
            TestIssuer.error(try TestIssuer.token(header: #"{"alg":"\#(name)","kid":"ed1"}"#, key: TestIssuer.ed))
                == nil
        )
    }

    @Test("a part with another base64url spelling is refused")
    func encoding() throws {
        let token = try TestIssuer.token(header: #"{"alg":"RS256","kid":"rsa1"}"#, payload: #"{"sub":"a"}"#)
        // 256 bytes leave spare bits in the last character, so it can be spelt differently.
        let last = try #require(token.last)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let respelt = token.dropLast() + String(alphabet[try #require(alphabet.firstIndex(of: last)) + 1])
        #expect(TestIssuer.error(String(respelt)) == .malformed(.signature, .encoding))
        for suffix in ["=", "==", "\n", " ", "\0", "+", "/", "é"] {
            #expect(TestIssuer.error(token + suffix) == .malformed(.signature, .encoding))
            #expect(
                TestIssuer.error(replacing(part: 0, of: token, with: part(0, of: token) + suffix))
                    == .malformed(.header, .encoding)
            )
            #expect(TestIssuer.error(replacing(part: 1, of: token, with: part(1, of: token) + suffix)) == .badSignature)
        }
        #expect(TestIssuer.error(" " + token) == .malformed(.header, .encoding))
        #expect(TestIssuer.error("Bearer " + token) == .malformed(.header, .encoding))
    }

    @Test("a payload that is signed but not base64url is refused")
    func signedGarbage() throws {
        let input = Base64URL.encode(Array(#"{"alg":"RS256","kid":"rsa1"}"#.utf8)) + ".e30="
        let token = input + "." + Base64URL.encode(try TestIssuer.rsa.signature(for: Array(input.utf8)))
        #expect(TestIssuer.error(token) == .malformed(.payload, .encoding))
    }

    @Test("a token must have three parts", arguments: ["", "a", "a.b", "a.b.c.d", "a.b.c.d.e", ".", "...", "a.b.c."])
    func parts(token: String) {
        #expect(TestIssuer.error(token) == .malformed(.token, .notThreeParts))
    }

    @Test("empty parts are refused")
    func emptyParts() throws {
        let token = try TestIssuer.token(header: #"{"alg":"RS256","kid":"rsa1"}"#)
        #expect(TestIssuer.error("..") == .malformed(.header, .json(.syntax)))
        #expect(TestIssuer.error(replacing(part: 0, of: token, with: "")) == .malformed(.header, .json(.syntax)))
        #expect(TestIssuer.error(replacing(part: 1, of: token, with: "")) == .badSignature)
        #expect(TestIssuer.error(replacing(part: 2, of: token, with: "")) == .badSignature)
    }

    @Test("the JSON serialisation is refused")
    func jsonSerialisation() throws {
        let token = try TestIssuer.token(header: #"{"alg":"RS256","kid":"rsa1"}"#)
        let json =
            #"{"protected":"\#(part(0, of: token))","payload":"\#(part(1, of: token))","signature":"\#(part(2, of: token))"}"#
        #expect(TestIssuer.error(json) == .malformed(.token, .notThreeParts))
    }

    @Test("the caller's size limit is checked first")
    func size() throws {
        let token = try TestIssuer.token(header: #"{"alg":"RS256","kid":"rsa1"}"#)
        #expect(TestIssuer.error(token, limit: token.utf8.count) == nil)
        #expect(TestIssuer.error(token, limit: token.utf8.count - 1) == .tooLarge(limit: token.utf8.count - 1))
        #expect(TestIssuer.error(String(repeating: "a", count: 65_536)) == .tooLarge(limit: 16_384))
        #expect(throws: JOSEError.tooLarge(limit: 8)) { try JWS(bytes: Array(token.utf8), limit: 8) }
    }

    @Test("an error reveals nothing about the token")
    func silence() throws {
        for attack in Self.headers {
            let text = attack.refusal.description
            #expect(!text.isEmpty && !text.contains("rsa1") && !text.contains("evil") && text.count < 90)
        }
    }
}
