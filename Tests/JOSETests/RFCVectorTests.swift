import Base
import Testing

@testable import JOSE

/// The published examples, as they are printed in the RFCs.
enum RFC {
    static let joe = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    static let bilboPayload =
        "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIH"
        + "lvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4"
    /// RFC 7520 §3.3.
    static let bilboModulus =
        "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYO"
        + "YL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEH"
        + "g8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw"
    /// RFC 7517 §A.1 and RFC 7638 §3.1.
    static let thumbprintModulus =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn6"
        + "4tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1"
        + "n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    static let edwardsX = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

    struct Example: Sendable, CustomTestStringConvertible {
        let name: String
        let key: JSONValue
        let token: String
        let testDescription: String

        init(_ name: String, key: JSONValue, token: String) {
            self.name = name
            self.key = key
            self.token = token
            testDescription = name
        }
    }

    static let examples = [
        Example(
            "RFC 7515 A.2 RS256",
            key: [
                "kty": "RSA", "e": "AQAB",
                "n": .string(
                    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-p"
                        + "CgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2"
                        + "CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDT"
                        + "W9gb54h4FRWyuXpoQ"
                ),
            ],
            token: "eyJhbGciOiJSUzI1NiJ9.\(joe)."
                + "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dn"
                + "ZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC"
                + "-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        ),
        Example(
            "RFC 7515 A.3 ES256",
            key: [
                "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            ],
            token: "eyJhbGciOiJFUzI1NiJ9.\(joe)."
                + "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        ),
        Example(
            "RFC 7515 A.4 ES512",
            key: [
                "kty": "EC", "crv": "P-521",
                "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
                "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
            ],
            token: "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA."
                + "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX"
                + "3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
        ),
        Example(
            "RFC 7520 §4.1 RS256",
            key: [
                "kty": "RSA", "kid": "bilbo.baggins@hobbiton.example", "use": "sig", "n": .string(bilboModulus),
                "e": "AQAB",
            ],
            token: "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.\(bilboPayload)."
                + "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA781"
                + "85hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3I"
                + "S_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg"
        ),
        Example(
            "RFC 7520 §4.2 PS384",
            key: [
                "kty": "RSA", "kid": "bilbo.baggins@hobbiton.example", "use": "sig", "alg": "PS384",
                "n": .string(bilboModulus),
                "e": "AQAB",
            ],
            token: "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.\(bilboPayload)."
                + "cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrh"
                + "iUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA"
                + "2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw"
        ),
        Example(
            "RFC 7520 §4.3 ES512",
            key: [
                "kty": "EC", "kid": "bilbo.baggins@hobbiton.example", "use": "sig", "crv": "P-521",
                "x": "AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",
                "y": "AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1",
            ],
            token: "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.\(bilboPayload)."
                + "AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7"
                + "XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2"
        ),
        Example(
            "RFC 8037 A.4 EdDSA",
            key: ["kty": "OKP", "crv": "Ed25519", "x": .string(edwardsX)],
            token: "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        ),
    ]
}

@Suite("Published examples (RFC 7515, 7517, 7520, 7638, 8037)")
struct RFCVectorTests {
    @Test("the signature verifies; with one bit changed it does not", arguments: RFC.examples)
    func verifies(example: RFC.Example) throws {
        let keys = JWKSet(keys: [try VerificationKey(json: example.key)])
        let verified = try TestIssuer.verifier.verify(try JWS(compact: example.token), keys: keys)
        #expect(try verified.jws.withPayload { Base64URL.encode($0) } == part(1, of: example.token))
        var signature = try #require(Base64URL.decode(part(2, of: example.token)))
        signature[signature.count - 1] ^= 1
        let tampered = replacing(part: 2, of: example.token, with: Base64URL.encode(signature))
        #expect(TestIssuer.error(tampered, keys: keys) == .badSignature)
    }

    @Test("RFC 7515 A.1 and RFC 7520 §4.4: HS256 is verified by a shared key and by nothing else")
    func sharedKey() throws {
        let a1 = try #require(
            Base64URL.decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
        )
        let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(RFC.joe).dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        let claims = try Claims(
            TestIssuer.verifier.verify(try JWS(compact: token), sharedKey: try SharedKey(bytes: a1))
        )
        #expect(try claims.issuer() == "joe")
        #expect(try claims.expiresAt() == Timestamp(seconds: 1_300_819_380))
        #expect(claims["http://example.com/is_root"] == true)
        #expect(TestIssuer.error(token) == .algorithmNotAllowed)

        let id = "018c0ae5-4d9b-471b-bfd6-eef314bc7037"
        let symmetric = try #require(Base64URL.decode("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"))
        let second =
            "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9.\(RFC.bilboPayload)."
            + "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0"
        let jws = try JWS(compact: second)
        #expect(throws: Never.self) {
            try TestIssuer.verifier.verify(jws, sharedKey: try SharedKey(bytes: symmetric, id: id))
        }
        #expect(throws: JOSEError.unknownKey) {
            try TestIssuer.verifier.verify(jws, sharedKey: try SharedKey(bytes: symmetric, id: "another"))
        }
        #expect(throws: JOSEError.badSignature) {
            try TestIssuer.verifier.verify(jws, sharedKey: try SharedKey(bytes: a1, id: id))
        }
    }

    @Test("RFC 7515 A.5: an unsecured token is refused")
    func unsecured() {
        #expect(TestIssuer.error("eyJhbGciOiJub25lIn0.\(RFC.joe).") == .algorithmNotAllowed)
    }

    @Test("RFC 7517 A.1: the encryption key is left out, the signature key is used")
    func publicKeys() throws {
        let set = """
            {"keys":[
              {"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
               "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"},
              {"kty":"RSA","n":"\(RFC.thumbprintModulus)","e":"AQAB","alg":"RS256","kid":"2011-04-29"}]}
            """
        let keys = try JWKSet(json: Array(set.utf8))
        #expect(keys.keys.map(\.id) == ["2011-04-29"])
        #expect(keys.keys.map(\.algorithm) == [.rs256])
        #expect(keys.skipped == [JWKSet.Skipped(index: 0, reason: .unusableKey(.use))])
    }

    @Test("RFC 7517 A.3: symmetric keys are left out")
    func symmetricKeys() throws {
        let set = """
            {"keys":[{"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"},
              {"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
               "kid":"HMAC key used in JWS spec Appendix A.1 example"}]}
            """
        let keys = try JWKSet(json: Array(set.utf8))
        #expect(keys.keys.isEmpty)
        #expect(keys.skipped.map(\.reason) == [.unusableKey(.symmetric), .unusableKey(.symmetric)])
    }

    @Test("RFC 7638 §3.1 and RFC 8037 A.3: thumbprints")
    func thumbprints() throws {
        let rsa = try JWK([
            "kty": "RSA", "n": .string(RFC.thumbprintModulus), "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
        ])
        #expect(rsa.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
        let edwards = try JWK(["kty": "OKP", "crv": "Ed25519", "x": .string(RFC.edwardsX)])
        #expect(edwards.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    }

    @Test("RFC 8037 A.1, A.4: the private key gives the public key and signs as printed")
    func edwardsSigning() throws {
        let seed = try #require(Base64URL.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"))
        let der: [UInt8] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20] + seed
        let base64 = Base64URL.encode(der).replacing("-", with: "+").replacing("_", with: "/")
        let pem = Secret("-----BEGIN PRIVATE KEY-----\n\(base64)\n-----END PRIVATE KEY-----\n")
        let key = try SigningKey(pem: pem, algorithm: .ed25519)
        #expect(key.id == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        #expect(key.publicJWK.material == .ed25519(try #require(Base64URL.decode(RFC.edwardsX))))
        let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
        #expect(
            Base64URL.encode(try key.signature(for: Array(input.utf8)))
                == "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        )
    }
}
