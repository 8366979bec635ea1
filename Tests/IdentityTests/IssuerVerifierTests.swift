import Base
import Identity
import Synchronization
import TestSupport
import Testing

@testable import JOSE

/// A token in the real format of every provider passes, and each mutation of it gets its sentence.
@Suite("Attacks by access tokens of a trusted issuer") struct IssuerVerifierTests {
    @Test("An access token of every provider is accepted", arguments: ProviderSample.all + ProviderSample.variants)
    func anAccessTokenOfEveryProviderIsAccepted(sample: ProviderSample) async throws {
        let fixture = IdentityFixture()
        for key in [TestIssuer.ec, TestIssuer.rsa] {
            let principal = try #require(
                try await fixture.judge(TestIssuer.token(sample.access, typ: sample.typ, key: key), sample.trust)
            )
            #expect(principal.userName == sample.userName)
            #expect(principal.scopes == sample.scopes)
            #expect(principal.credential == .accessToken(issuer: sample.trust.issuer, grant: nil))
            #expect(principal.entries.count == 1)
            #expect(principal.expiresAt == Timestamp(seconds: 1_795_255_080))
            #expect(!principal.isAdministrator)
        }
    }

    @Test(
        "An ID token of every provider is refused, even with our audience",
        arguments: ProviderSample.all + ProviderSample.variants
    )
    func anIDTokenOfEveryProviderIsRefusedEvenWithOurAudience(sample: ProviderSample) async {
        let fixture = IdentityFixture()
        let outcome = await fault { try await fixture.judge(TestIssuer.token(sample.id), sample.trust) }
        #expect(outcome?.words == "invalid-token: ID tokens are not accepted")
        #expect(fixture.fake.state.withLock(\.users).isEmpty)
    }

    /// A person who logs in and a person who sends an access token must become the same user.
    @Test("A person has the same identifier in ID tokens and access tokens", arguments: ProviderSample.all)
    func thePersonsIdentifierIsTheSameInBothTokens(sample: ProviderSample) throws {
        let mark = try #require(sample.access[Self.subjectClaim(sample)])
        #expect(sample.id[sample.preset.loginSubject] == mark)
    }

    @Test("Every JWT of Google is an ID token")
    func everyJWTOfGoogleIsAnIDToken() async {
        let trust = IssuerPreset.google.trust(
            name: "google",
            issuer: "https://accounts.google.com",
            audiences: ["client"]
        )
        for issuer in ["https://accounts.google.com", "accounts.google.com"] {
            let claims: [String: JSONValue] = [
                "iss": .string(issuer), "aud": "client", "azp": "client", "sub": "1", "exp": 1_795_255_020,
                "scope": "openid",
            ]
            #expect(
                await fault { try await IdentityFixture().judge(TestIssuer.token(claims), trust) }?.detail
                    == "ID tokens are not accepted"
            )
        }
    }

    /// Variables of other servers name an issuer but no kind: its tokens must still be classified correctly.
    @Test(
        "Without a kind, the tokens of known providers are told apart",
        arguments: [ProviderSample.auth0, .okta, .entra, .cognito, .keycloak, .authentik]
    )
    func withoutAKindTheTokensOfKnownProvidersAreClassified(sample: ProviderSample) async throws {
        let trust = IssuerPreset(address: sample.issuer).trust(
            name: "oidc",
            issuer: sample.issuer,
            audiences: [sample.audience]
        )
        let principal = try #require(try await IdentityFixture().judge(TestIssuer.token(sample.access), trust))
        #expect(principal.userName == sample.userName && principal.scopes == sample.scopes)
        for claims in [sample.id, sample.idWithoutMarks] {
            #expect(
                await fault { try await IdentityFixture().judge(TestIssuer.token(claims), trust) }?.detail
                    == Self.idToken
            )
        }
    }

    /// Without a `nonce` or a hash, only the audience identifies an ID token: it is the client alone.
    @Test(
        "A token whose only audience is the client is an ID token",
        arguments: [
            (["azp": "https://rs.example.com/"], false),
            (["azp": "https://rs.example.com/", "aud": ["https://rs.example.com/"]], false),
            (["azp": "https://rs.example.com/", "scope": "openid"], true),
            (["azp": "https://rs.example.com/", "client_id": "x"], false),
            (["azp": "https://rs.example.com/", "typ": "Bearer"], true), (["azp": "another"], true), ([:], true),
            (["azp": "https://rs.example.com/", "aud": ["https://rs.example.com/", "https://api.example"]], true),
        ] as [([String: JSONValue], Bool)]
    )
    func anAudienceThatIsTheClientAloneMakesAnIDToken(changes: [String: JSONValue], isAccepted: Bool) async throws {
        let sample = ProviderSample.generic
        var access = sample.access
        (access["scope"], access["client_id"]) = (nil, nil)
        let token = TestIssuer.token(access.merging(changes) { _, new in new })
        let outcome = await fault { try await IdentityFixture().judge(token, sample.trust) }
        #expect(outcome?.detail == (isAccepted ? nil : Self.idToken))
    }

    /// RFC 8707: a token requested for one resource is not valid for another, whatever else it contains.
    @Test(
        "A Cognito token for a resource is only valid for that resource",
        arguments: [
            ("https://memory.example/mcp", nil), ("https://memory.example", nil),
            ("https://Memory.example:443/mcp/", nil),
            ("1example23456789", nil), (.array(["https://other.example", "https://memory.example/mcp"]), nil),
            (.null, nil),
            ("https://other.example/mcp", audience), ("https://memory.example/other", audience),
            ("https://memory.example.evil", audience),
            (.array(["https://other.example"]), audience), (.array([]), audience), ("", audience), (5, audience),
            (.object(["aud": "https://memory.example"]), audience),
        ] as [(JSONValue, String?)]
    )
    func aCognitoTokenForAResourceIsOnlyValidThere(resource: JSONValue, sentence: String?) async {
        let sample = ProviderSample.cognito
        var trust = sample.trust
        trust.resources = ResourceCatalogue(names: ["https://memory.example/mcp", "https://memory.example"])
        #expect(
            await fault { try await IdentityFixture().judge(Self.with(sample, "aud", resource), trust) }?.detail
                == sentence
        )
    }

    /// Without its own resource name, the server cannot compare the resource.
    @Test("A server without a resource name refuses tokens for a resource")
    func aServerWithoutANameRefusesTokensForAResource() async {
        let token = Self.with(ProviderSample.cognito, "aud", "https://memory.example/mcp")
        #expect(
            await fault { try await IdentityFixture().judge(token, ProviderSample.cognito.trust) }?.detail
                == Self.audience
        )
    }

    /// RFC 7517 §4.4 makes `alg` optional; then the operator's settings for the issuer decide, never the token.
    @Test(
        "An RSA key without alg is used with the only accepted RSA algorithm",
        arguments: [
            ([.ps256], .ps256, nil), ([.ps256, .es256], .ps256, nil), ([.rs256], .rs256, nil),
            ([.rs256, .es256, .ed25519], .rs256, nil),
            ([.rs256, .ps256], .rs256, nil), ([.rs256, .ps256], .ps256, key), ([.ps256], .rs256, header),
            // A key set without a key for any of them counts as empty.
            ([.es256], .ps256, "The issuer's keys cannot be fetched at the moment."),
        ] as [(Set<Algorithm>, Algorithm, String?)]
    )
    func anRSAKeyWithoutAlgorithmIsUsedWithTheOnlyOneAccepted(
        algorithms: Set<Algorithm>,
        signed: Algorithm,
        sentence: String?
    ) async throws {
        let sample = ProviderSample.generic
        var trust = sample.trust
        trust.algorithms = algorithms
        let signer = signed == .ps256 ? TestIssuer.pss : TestIssuer.rsa
        var published = try #require(signer.publicJWK.json.object)
        published["alg"] = nil
        let network = ScriptedKeys([])
        network.publish(body: try StrictJSON.encode(["keys": [.object(published)]]))
        let fixture = IdentityFixture()
        let issuers = TrustedIssuers([
            fixture.verifier(trust, keys: JWKSKeyCache(network, algorithms: trust.algorithms))
        ])
        let token = BearerToken(TestIssuer.token(sample.access, typ: sample.typ, key: signer))!.read()
        #expect(await fault { try await issuers.verify(token, at: fixture.clock.now()) }?.detail == sentence)
    }

    /// The name of a change, the change, and the expected sentence.
    typealias Mutation = (name: String, make: @Sendable (ProviderSample) -> String, sentence: String)

    static let header = "Invalid token header"
    static let key = "Unknown signing key"
    static let claims = "Invalid token claims"
    static let idToken = "ID tokens are not accepted"
    static let audience = "Invalid audience"

    static let mutations: [Mutation] = [
        ("alg none", { unsigned($0, alg: "none") }, header),
        ("alg None", { unsigned($0, alg: "None") }, header),
        ("alg empty", { unsigned($0, alg: "") }, header),
        ("HS256 with the public key as secret", { hmac($0) }, header),
        ("another algorithm in the header", { signed($0, header: ["alg": "RS256"]) }, key),
        ("PS256, not accepted", { signed($0, header: ["alg": "PS256"]) }, header),
        ("crit", { signed($0, header: ["crit": ["exp2"]]) }, header),
        ("crit empty", { signed($0, header: ["crit": []]) }, header),
        ("b64 false", { signed($0, header: ["b64": false]) }, header),
        ("zip", { signed($0, header: ["zip": "DEF"]) }, header),
        (
            "its own key", { signed($0, header: ["jwk": TestIssuer.foreign.publicJWK.json], key: TestIssuer.foreign) },
            header
        ),
        ("jku", { signed($0, header: ["jku": "https://evil.example/jwks"]) }, header),
        (
            "a token for the org server of Okta", { signed($0, header: ["typ": "application/okta-internal-at+jwt"]) },
            header
        ),
        ("a logout token", { signed($0, header: ["typ": "logout+jwt"]) }, header),
        ("a DPoP proof", { signed($0, header: ["typ": "dpop+jwt"]) }, header),
        ("kid a number", { signed($0, header: ["kid": 1]) }, header),
        ("kid unknown", { signed($0, header: ["kid": "../../dev/null"]) }, key),
        ("kid absent with two keys of the algorithm", { signed($0, header: ["kid": nil]) }, key),
        ("a foreign key under a known kid", { signed($0, key: TestIssuer.foreign) }, key),
        ("payload swapped under the signature", { swapped($0) }, key),
        ("no signature", { cut($0, parts: 2) + "." }, key),
        ("two parts", { cut($0, parts: 2) }, header),
        ("five parts", { signed($0) + ".a.b" }, header),
        ("padded signature", { signed($0) + "=" }, header),
        ("header with alg twice", { raw($0, header: #"{"alg":"ES256","alg":"ES256","kid":"ec-1"}"#) }, header),
        ("header an array", { raw($0, header: #"["ES256"]"#) }, header),
        ("payload an array", { payload($0, "[]") }, claims),
        ("payload no JSON", { payload($0, "x") }, claims),
        ("payload with sub twice", { payload($0, #"{"sub":"a","sub":"b"}"#) }, claims),
        ("expired", { with($0, "exp", 1_795_251_360) }, "Token has expired"),
        ("no exp", { with($0, "exp", nil) }, claims),
        ("exp a string", { with($0, "exp", "1795255020") }, claims),
        ("exp null", { with($0, "exp", .null) }, claims),
        ("exp negative", { with($0, "exp", -1) }, claims),
        ("exp beyond the year 9999", { with($0, "exp", 1e300) }, claims),
        ("nbf in an hour", { with($0, "nbf", 1_795_255_020) }, "Token not yet valid"),
        ("nbf a string", { with($0, "nbf", "now") }, claims),
        ("iat tomorrow", { with($0, "iat", 1_795_337_820) }, "Token not yet valid"),
        ("audience another", { with($0, audienceClaim($0), "https://other.example") }, "Invalid audience"),
        (
            "audience cut short", { with($0, audienceClaim($0), .string(String($0.audience.dropLast()))) },
            "Invalid audience"
        ),
        ("audience plus path", { with($0, audienceClaim($0), .string($0.audience + "/x")) }, "Invalid audience"),
        ("no audience", { with($0, audienceClaim($0), nil) }, claims),
        ("audience null", { with($0, audienceClaim($0), .null) }, claims),
        ("audience with a line break", { with($0, audienceClaim($0), [.string($0.audience), "a\nb"]) }, claims),
        ("audience an empty list", { with($0, audienceClaim($0), []) }, claims),
        ("audience an object", { with($0, audienceClaim($0), ["a": .string($0.audience)]) }, claims),
        ("issuer another", { with($0, "iss", "https://evil.example/") }, "Invalid issuer"),
        ("issuer one slash more", { with($0, "iss", .string($0.issuer + "/")) }, "Invalid issuer"),
        ("issuer in upper case", { with($0, "iss", .string($0.issuer.uppercased())) }, "Invalid issuer"),
        ("no issuer", { with($0, "iss", nil) }, claims),
        ("issuer a list", { with($0, "iss", [.string($0.issuer)]) }, claims),
        (
            "issuer and audience",
            { with($0, ["iss": "https://evil.example/", audienceClaim($0): "https://other.example"]) }, claims
        ),
        ("no subject", { with($0, subjectClaim($0), nil) }, claims),
        ("subject empty", { with($0, subjectClaim($0), "") }, claims),
        ("subject a number", { with($0, subjectClaim($0), 7) }, claims),
        ("subject with NUL", { with($0, subjectClaim($0), "a\u{0}b") }, claims),
        ("scopes a number", { with($0, $0.trust.claims.scopes[0].description, 5) }, claims),
        ("jti a number", { with($0, "jti", 5) }, claims),
        (
            "an event, as in a logout token",
            { with($0, "events", ["http://schemas.openid.net/event/backchannel-logout": [:]]) }, idToken
        ),
        ("bound to a key", { with($0, "cnf", ["jkt": "x"]) }, "Invalid token"),
    ]

    @Test("Every mutation is refused with its sentence and explained", arguments: ProviderSample.all)
    func everyMutationIsRefusedWithItsSentenceAndExplained(sample: ProviderSample) async throws {
        let fixture = IdentityFixture()
        for mutation in Self.mutations {
            let token = mutation.make(sample)
            let outcome = await fault { try await fixture.judge(token, sample.trust) }
            let code = mutation.sentence == TokenRefusal.expired.rawValue ? "token-expired" : "invalid-token"
            #expect(outcome?.words == "\(code): \(mutation.sentence)", "\(sample): \(mutation.name)")
            // The operator and the caller must get the same sentence.
            let explanation = await TokenExplanation(
                of: token,
                issuers: [.init(sample.trust, keys: .success(TestIssuer.keys))],
                at: fixture.clock.now()
            )
            if let judgement = explanation.judgements.first {
                #expect(judgement.refusal?.words == outcome?.words, "\(sample): \(mutation.name), explained")
            } else {
                #expect(explanation.remark != nil)
            }
        }
        #expect(fixture.fake.state.withLock(\.users).isEmpty)
    }

    @Test("Clocks may differ by the leeway", arguments: ProviderSample.all)
    func clocksMayDifferByTheLeeway(sample: ProviderSample) async throws {
        let fixture = IdentityFixture()
        // When the client takes the place of the audience (Cognito), the claim is a text, never a list.
        let named = Self.audienceClaim(sample)
        let audience: JSONValue =
            named == "client_id" ? .string(sample.audience) : ["https://other.example", .string(sample.audience)]
        for token in [
            Self.with(sample, "exp", 1_795_251_400), Self.with(sample, "exp", 1_795_251_361),
            Self.with(sample, "nbf", 1_795_251_440),
            Self.with(sample, "iat", 1_795_251_480), Self.with(sample, "exp", 1_795_251_420.5),
            Self.with(sample, named, audience),
        ] {
            #expect(try await fixture.judge(token, sample.trust) != nil)
        }
    }
}
