import Base
import Testing

@testable import JOSE

@Suite("Claims (RFC 7519 §4)")
struct ClaimsTests {
    @Test(
        "numeric dates are whole or fractional numbers",
        arguments: [
            ("0", 0), ("1700000000", 1_700_000_000_000), ("1700000000.25", 1_700_000_000_250),
            ("1.7e9", 1_700_000_000_000),
            ("1700000000.9999", 1_700_000_000_999), ("253402300799", 253_402_300_799_000),
        ] as [(String, Int64)]
    )
    func times(text: String, milliseconds: Int64) throws {
        let claims = try TestIssuer.claims(#"{"exp":\#(text),"nbf":\#(text),"iat":\#(text),"auth_time":\#(text)}"#)
        let expected = Timestamp(milliseconds: milliseconds)
        #expect(try claims.expiresAt() == expected)
        #expect(try claims.notBefore() == expected)
        #expect(try claims.issuedAt() == expected)
        #expect(try claims.time("auth_time") == expected)
    }

    @Test(
        "every other value is refused as a date",
        arguments: [
            "null", #""1700000000""#, "-1", "-0.5", "true", "[]", "{}", "253402300800", "1e300", "9223372036854775807",
        ]
    )
    func notTimes(text: String) throws {
        let claims = try TestIssuer.claims(#"{"exp":\#(text)}"#)
        #expect(throws: JOSEError.badClaim("exp")) { try claims.expiresAt() }
    }

    @Test("NaN and infinity are not parsed", arguments: ["NaN", "Infinity", "-Infinity", "1e400"])
    func notFinite(text: String) {
        #expect(throws: JOSEError.self) { try TestIssuer.claims(#"{"exp":\#(text)}"#) }
    }

    @Test("an absent claim is nil")
    func absent() throws {
        let claims = try TestIssuer.claims("{}")
        #expect(try claims.expiresAt() == nil && claims.issuer() == nil && claims.text("sub") == nil)
        #expect(try claims.audience().isEmpty)
    }

    @Test(
        "names must be strings, not empty, without control characters",
        arguments: ["null", "1", #""""#, #"["a"]"#, "{}", "true", #""a\u0000""#, #""a\nb""#, #""\u007f""#]
    )
    func badNames(text: String) throws {
        let claims = try TestIssuer.claims(#"{"iss":\#(text),"sub":\#(text),"aud":[\#(text)]}"#)
        #expect(throws: JOSEError.badClaim("iss")) { try claims.issuer() }
        #expect(throws: JOSEError.badClaim("sub")) { try claims.text("sub") }
        #expect(throws: JOSEError.badClaim("aud")) { try claims.audience() }
    }

    @Test(
        "aud may be a string or a list of strings",
        arguments: [(#""a""#, ["a"]), (#"["a","b"]"#, ["a", "b"]), ("[]", [])] as [(String, [String])]
    )
    func audience(text: String, expected: [String]) throws {
        #expect(try TestIssuer.claims(#"{"aud":\#(text)}"#).audience() == expected)
    }

    @Test(
        "every other aud is refused",
        arguments: ["null", "1", "{}", #"["a",1]"#, #"[["a"]]"#, #"[null]"#, #"{"a":"a"}"#]
    )
    func badAudience(text: String) throws {
        let claims = try TestIssuer.claims(#"{"aud":\#(text)}"#)
        #expect(throws: JOSEError.badClaim("aud")) { try claims.audience() }
    }

    @Test(
        "a signed payload that is not one unambiguous object has no claims",
        arguments: [
            ("", .malformed(.payload, .json(.syntax))), ("foo", .malformed(.payload, .json(.syntax))),
            ("[]", .malformed(.payload, .notAnObject)), (#""a""#, .malformed(.payload, .notAnObject)),
            (#"{"sub":"a","sub":"b"}"#, .malformed(.payload, .json(.duplicateMember))),
            (#"{"sub":"a"}{"sub":"b"}"#, .malformed(.payload, .json(.trailingBytes))),
            (String(repeating: "[", count: 5_000), .malformed(.payload, .json(.tooDeep))),
            (#"{"a":"\ud800"}"#, .malformed(.payload, .json(.notUTF8))),
        ] as [(String, JOSEError)]
    )
    func payloads(payload: String, refusal: JOSEError) throws {
        #expect(throws: refusal) { try TestIssuer.claims(payload) }
        let jws = try JWS(compact: try TestIssuer.token(header: #"{"alg":"RS256"}"#, payload: payload))
        #expect(throws: refusal) { try UnverifiedClaims(jws) }
    }

    @Test("unverified claims give the issuer to look up; only a valid signature makes them claims")
    func promotion() throws {
        let header = #"{"alg":"RS256","kid":"rsa1"}"#
        let good = try UnverifiedClaims(
            JWS(compact: try TestIssuer.token(header: header, payload: #"{"iss":"https://a.example"}"#))
        )
        #expect(good.claimedIssuer == "https://a.example")
        #expect(try TestIssuer.verifier.verify(good, keys: TestIssuer.keys).issuer() == "https://a.example")
        let foreign = TestIssuer.key(.rs256, "rsa1")
        let bad = try UnverifiedClaims(
            JWS(compact: try TestIssuer.token(header: header, payload: #"{"iss":1}"#, key: foreign))
        )
        #expect(bad.claimedIssuer == nil)
        #expect(throws: JOSEError.badSignature) { try TestIssuer.verifier.verify(bad, keys: TestIssuer.keys) }
    }
}
