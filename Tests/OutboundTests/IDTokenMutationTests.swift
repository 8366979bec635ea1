import Authorization
import Base
import Identity
import TestSupport
import Testing

@testable import JOSE
@testable import Outbound

/// One defect in a login that is otherwise valid.
struct Mutation: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let script: ScriptedProvider.Script

    /// A changed claim.
    static func claim(_ name: String, _ value: JSONValue?, _ why: String = "") -> Mutation {
        Mutation(testDescription: "\(name) \(why)", script: .init(claims: { $0[name] = value }))
    }

    /// A changed header, key or signature.
    static func signed(_ why: String, _ sign: @escaping @Sendable ([String: JSONValue], SigningKey) throws -> String)
        -> Mutation
    {
        Mutation(testDescription: why, script: .init(sign: sign))
    }

    /// Signed under a header with these additional members.
    static func header(_ why: String, _ members: [String: JSONValue]) -> Mutation {
        signed(why) { claims, key in
            let usual: [String: JSONValue] = ["alg": "ES256", "typ": "JWT", "kid": .string(key.id)]
            return try ScriptedProvider.sign(claims, header: usual.merging(members) { _, new in new }, with: key)
        }
    }

    static func tokens(
        _ why: String,
        status: Int = 200,
        _ change: @escaping @Sendable (inout [String: JSONValue]) -> Void
    ) -> Mutation {
        Mutation(testDescription: why, script: .init(tokens: change, tokenStatus: status))
    }
}

@Suite("A defect of an ID token ends the login (OIDC Core §3.1.3.7, RFC 8725)") struct IDTokenMutationTests: OIDCLogin {
    let clock = ManualClock()
    private static let now = ManualClock().now().seconds

    static let claims: [Mutation] = [
        .claim("iss", "https://evil.example", "of another issuer"), .claim("iss", nil, "absent"),
        .claim("aud", "other", "of another client"), .claim("aud", nil, "absent"), .claim("aud", [], "empty"),
        .claim("aud", ["memory", "other"], "with another, without azp"), .claim("azp", "other", "is another client"),
        .claim("exp", .integer(now - 61), "over"), .claim("exp", nil, "absent"), .claim("exp", "soon", "not a number"),
        .claim("iat", .integer(now + 120), "in the future"), .claim("iat", nil, "absent"),
        .claim("nbf", .integer(now + 120), "in the future"), .claim("nbf", "x", "not a number"),
        .claim("nonce", "another", "wrong"), .claim("nonce", nil, "absent"), .claim("nonce", 7, "not a text"),
        .claim("sub", nil, "absent"), .claim("sub", "", "empty"), .claim("sub", 7, "not a text"),
        .claim("sub", .string(String(repeating: "x", count: 256)), "too long"), .claim("sub", "a\u{0}b", "with NUL"),
        .claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA", "wrong"), .claim("at_hash", 7, "not a text"),
    ]

    static let signatures: [Mutation] = [
        .signed("unsigned") { claims, _ in
            try ScriptedProvider.sign(claims, header: ["alg": "none", "typ": "JWT"], with: nil)
        },
        .signed("MAC under the client secret") { claims, _ in
            try JWSSigner(sharedKey: SharedKey(ScriptedProvider.secret), type: "JWT").sign(claims)
        },
        .signed("MAC under the public key") { claims, key in
            let published = try StrictJSON.encode(key.publicJWK.json)
            return try JWSSigner(sharedKey: SharedKey(bytes: published, id: key.id), type: "JWT").sign(claims)
        },
        .signed("key nobody published") { claims, _ in try JWSSigner(key: .generate(.es256), type: "JWT").sign(claims)
        },
        .signed("another key under the same kid") { claims, key in
            try JWSSigner(key: .generate(.es256, id: key.id), type: "JWT").sign(claims)
        },
        .signed("signature cut") { claims, key in String(try JWSSigner(key: key, type: "JWT").sign(claims).dropLast(4))
        },
        .signed("a part more") { claims, key in try JWSSigner(key: key, type: "JWT").sign(claims) + ".x" },
        .header("access token's type", ["typ": "at+jwt"]), .header("logout token's type", ["typ": "logout+jwt"]),
        .header("crit", ["crit": ["x"], "x": 1]), .header("jku", ["jku": "https://evil.example/jwks"]),
        .header("x5u", ["x5u": "https://evil.example/x"]), .header("jwk", ["jwk": ["kty": "EC"]]),
        .header("b64", ["b64": false]), .header("another algorithm's name", ["alg": "RS256"]),
        .header("unknown kid", ["kid": "unknown"]),
    ]

    static let answers: [Mutation] = [
        .tokens("no ID token") { $0["id_token"] = nil }, .tokens("ID token is not a text") { $0["id_token"] = 7 },
        .tokens("no access token although at_hash is there") { $0["access_token"] = nil },
        .tokens("another access token") { $0["access_token"] = "another" },
        .tokens("the code was refused", status: 400) { $0 = ["error": "invalid_grant"] },
    ]

    @Test(arguments: claims + signatures + answers)
    func isRefused(mutation: Mutation) async throws {
        try await ScriptedProvider.serve(mutation.script, at: clock.now()) { scripted async throws in
            do {
                _ = try await identity(provider(scripted))
                Issue.record("accepted")
            } catch let fault as Fault {
                #expect(fault.code == .accessDenied)
                #expect(fault.detail == "The login could not be verified.", "the reason is for the log")
            }
        }
    }
}
