import Base
import Identity
import TestSupport
import Testing

/// Unusual values in optional claims grant nothing and do not prevent access.
@Suite struct OddClaimTests {
    static let odd: [(claim: String, value: JSONValue)] = [
        ("roles", .null), ("roles", ""), ("roles", 5), ("roles", ["a": [:]]), ("roles", [["name": "r"]]),
        ("roles", [1, .null, "", "x\ny"]),
        ("groups", ""), ("groups", .null), ("groups", ["a", 5]), ("nbf", .null), ("iat", .null), ("jti", .null),
        ("jti", ""),
        ("cnf", .null), ("email", 5), ("email", ""), ("email", .null), ("email_verified", .null), ("name", .null),
        ("name", ["x"]),
        ("preferred_username", .null), ("preferred_username", ""), ("azp", .null), ("client_id", .null), ("scp", .null),
        ("events", .null),
        ("nonce", .null), ("token_use", .null), ("typ", .null),
    ]

    @Test("Unusual values in optional claims do not prevent access", arguments: odd)
    func unusualOptionalClaimsDoNotPreventAccess(claim: String, value: JSONValue) async throws {
        let sample = ProviderSample.generic
        let principal = try await IdentityFixture().judge(IssuerVerifierTests.with(sample, claim, value), sample.trust)
        #expect(principal?.userName == sample.userName && principal?.scopes == sample.scopes)
    }

    /// The token gets at most the rights that a correct claim would give.
    @Test(
        "Values that are not texts grant nothing",
        arguments: [
            ("scope", .null, .write), ("scope", "", .write),
            ("scope", ["memory:read", 5, .null, "memory:admin\n"], .read),
            ("roles", .null, []), ("roles", "", []), ("roles", 5, []), ("roles", ["editor": [:]], []),
            ("roles", [["name": "editor"]], []),
            ("roles", ["editor", 5, ["admin"]], .write), ("roles", "editor", .write), ("roles", ["editor\u{0}"], []),
        ] as [(String, JSONValue, ScopeSet)]
    )
    func valuesThatAreNotTextsGrantNothing(claim: String, value: JSONValue, scopes: ScopeSet) async throws {
        let sample = ProviderSample.generic
        var trust = sample.trust
        if claim == "roles" { trust.scopes.roles = ["editor": .write, "admin": .admin] }
        #expect(
            try await IdentityFixture().judge(IssuerVerifierTests.with(sample, claim, value), trust)?.scopes == scopes
        )
    }

    @Test(
        "Unusual values in required claims are refused",
        arguments: [
            ("iss", .null), ("iss", ""), ("aud", .null), ("aud", ""), ("aud", ["https://rs.example.com/", 5]),
            ("exp", .null), ("exp", ""),
            ("sub", .null), ("sub", ""), ("sub", "a\nb"), ("nbf", ""), ("nbf", "0"), ("iat", [1]), ("iat", -1),
            ("jti", ["x"]),
            ("scope", 5), ("scope", ["memory:read": true]), ("client_id", 5), ("client_id", ["x"]),
            ("client_id", "a\nb"),
        ] as [(String, JSONValue)]
    )
    func unusualRequiredClaimsAreRefused(claim: String, value: JSONValue) async {
        let sample = ProviderSample.generic
        let token = IssuerVerifierTests.with(sample, claim, value)
        #expect(
            await fault { try await IdentityFixture().judge(token, sample.trust) }?.detail == "Invalid token claims"
        )
    }

    /// A claim that marks access tokens does not count when its value is null.
    @Test("A null mark does not make a token an access token")
    func aNullMarkDoesNotMakeAnAccessToken() async {
        for sample in [ProviderSample.auth0, .okta, .authentik] {
            let token = TestIssuer.token(
                sample.id.merging(["azp": .null, "scope": .null, "cid": .null, "scp": .null]) { $1 }
            )
            #expect(
                await fault { try await IdentityFixture().judge(token, sample.trust) }?.detail
                    == "ID tokens are not accepted"
            )
        }
    }

    /// A client's id may contain dots, and so may a claim's name.
    @Test(
        "A dot in a claim path descends, or belongs to the name",
        arguments: [
            ("resource_access.my.app.roles", ["resource_access": ["my.app": ["roles": ["editor"]]]]),
            ("realm_access.roles", ["realm_access": ["roles": ["editor"]]]),
            ("realm_access.roles", ["realm_access.roles": ["editor"]]),
            ("https://example.com/roles", ["https://example.com/roles": ["editor"]]),
            ("https://example.com/app.roles", ["https://example.com/app": ["roles": ["editor"]]]),
            ("a.b.c", ["a": ["b": 5], "a.b": ["c": "editor"]]),
        ] as [(String, [String: JSONValue])]
    )
    func aDotDescendsOrBelongsToTheName(path: String, claims: [String: JSONValue]) async throws {
        let sample = ProviderSample.generic
        var trust = sample.trust
        trust.claims.roles = [ClaimPath(path)]
        trust.scopes.roles = ["editor": .write]
        #expect(try await IdentityFixture().judge(IssuerVerifierTests.with(sample, claims), trust)?.scopes == .write)
        #expect(
            try await IdentityFixture().judge(TestIssuer.token(sample.access, typ: sample.typ), trust)?.scopes == []
        )
    }
}
