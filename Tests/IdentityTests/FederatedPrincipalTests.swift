import Base
import Identity
import Synchronization
import TestSupport
import Testing

/// From a valid token to a principal: the person, the service and the rights.
@Suite struct FederatedPrincipalTests {
    static let base = ProviderSample.generic

    static func token(_ changes: [String: JSONValue] = [:], _ sample: ProviderSample = base) -> String {
        TestIssuer.token(sample.access.merging(changes) { _, new in new }, typ: sample.typ)
    }

    // MARK: persons

    @Test("A person is identified by issuer and subject")
    func aPersonIsIdentifiedByIssuerAndSubject() async throws {
        let fixture = IdentityFixture()
        var other = Self.base.trust
        other.issuer = "https://other.example/"
        let first = try await fixture.judge(Self.token(), Self.base.trust, other)
        let again = try await fixture.judge(
            Self.token(["email": "new@example.com", "preferred_username": "x"]),
            Self.base.trust,
            other
        )
        let stranger = try await fixture.judge(Self.token(["iss": "https://other.example/"]), Self.base.trust, other)
        #expect(first?.kind == again?.kind)
        #expect(first?.kind != stranger?.kind)
        #expect(stranger?.userName == "5ba552d67-2")
        #expect(fixture.fake.state.withLock(\.users).count == 2)
    }

    @Test("Entra's two issuers and audience forms are equivalent")
    func entrasTwoIssuersAndAudienceFormsAreEquivalent() async throws {
        let fixture = IdentityFixture()
        let sample = ProviderSample.entra
        let tenant = "99999999-8888-7777-6666-555555555555"
        var v1 = sample.access
        v1["iss"] = .string("https://sts.windows.net/\(tenant)/")
        v1["aud"] = .string("api://\(sample.audience)")
        v1["azp"] = nil
        v1["appid"] = "22222222-2222-3333-4444-555555555555"
        let new = try await fixture.judge(TestIssuer.token(sample.access), sample.trust)
        let old = try await fixture.judge(TestIssuer.token(v1), sample.trust)
        #expect(new?.kind == old?.kind)
        v1["tid"] = "00000000-8888-7777-6666-555555555555"
        var trust = sample.trust
        #expect(await fault { try await fixture.judge(TestIssuer.token(v1), trust) }?.detail == "Invalid token claims")
        // The operator's required claims are checked in addition to those of the provider's kind.
        trust.requiredClaims["tid"] = ["00000000-8888-7777-6666-555555555555"]
        #expect(await fault { try await fixture.judge(TestIssuer.token(v1), trust) }?.detail == "Invalid token claims")
    }

    /// v1 and v2 of each of Entra's clouds; an external tenant has only one issuer.
    @Test(
        "Each of Entra's clouds has its own issuers",
        arguments: [
            (
                "https://login.microsoftonline.us/T/v2.0",
                ["https://login.microsoftonline.us/T/v2.0", "https://sts.windows.net/T/"]
            ),
            (
                "https://login.partner.microsoftonline.cn/T/v2.0",
                ["https://login.partner.microsoftonline.cn/T/v2.0", "https://sts.chinacloudapi.cn/T/"]
            ),
            (
                "https://sts.chinacloudapi.cn/T/",
                ["https://login.partner.microsoftonline.cn/T/v2.0", "https://sts.chinacloudapi.cn/T/"]
            ),
            ("https://sts.windows.net/T/", ["https://login.microsoftonline.com/T/v2.0", "https://sts.windows.net/T/"]),
            ("https://T.ciamlogin.com/T/v2.0", ["https://T.ciamlogin.com/T/v2.0"]),
        ]
    )
    func entrasCloudsUseTheirOwnIssuers(issuer: String, issuers: [String]) async throws {
        let tenant = "99999999-8888-7777-6666-555555555555"
        func inTenant(_ address: String) -> String { address.replacing("T", with: tenant) }
        let sample = ProviderSample.entra
        let trust = IssuerPreset(address: inTenant(issuer)).trust(
            name: "e",
            issuer: inTenant(issuer),
            audiences: [sample.audience]
        )
        let every = [
            "login.microsoftonline.com/T/v2.0", "login.microsoftonline.us/T/v2.0",
            "login.partner.microsoftonline.cn/T/v2.0",
        ]
        for issuer in every.map({ "https://" + $0 }) + [
            "https://sts.windows.net/T/", "https://sts.chinacloudapi.cn/T/",
        ] + issuers {
            var claims = sample.access
            claims["iss"] = .string(inTenant(issuer))
            let found = await fault { try await IdentityFixture().judge(TestIssuer.token(claims), trust) }?.detail
            #expect(found == (issuers.contains(issuer) ? nil : "Invalid issuer"), "\(issuer)")
        }
    }

    @Test("Concurrent first requests create one person")
    func concurrentFirstRequestsCreateOnePerson() async throws {
        let fixture = IdentityFixture()
        let token = Self.token()
        let names = try await withThrowingTaskGroup { group in
            for _ in 0..<30 { group.addTask { try await fixture.judge(token, Self.base.trust)?.userName } }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(names == ["5ba552d67"])
        #expect(fixture.fake.state.withLock(\.users).count == 1)
    }

    @Test("A disabled person is refused")
    func aDisabledPersonIsRefused() async throws {
        let fixture = IdentityFixture()
        _ = try await fixture.judge(Self.token(), Self.base.trust)
        _ = try await fixture.users.disable("5ba552d67")
        #expect(
            await fault { try await fixture.judge(Self.token(), Self.base.trust) }?.words
                == "invalid-token: Invalid token"
        )
    }

    @Test(
        "The verified email address is the user name when configured",
        arguments: [
            (["email": "a@example.com", "email_verified": true], "a@example.com", "a@example.com"),
            (["email": "a@example.com", "email_verified": false], "5ba552d67", nil),
            (["email": "a@example.com", "email_verified": "true"], "5ba552d67", nil),
            (["email": "a@example.com"], "5ba552d67", nil),
            (["preferred_username": "alice"], "alice", nil),
            (["preferred_username": "a/l?i#c%e"], "alice", nil),
            (["preferred_username": "\u{202e}"], "user", nil),
        ] as [([String: JSONValue], String, String?)]
    )
    func theVerifiedEmailIsTheNameWhenConfigured(claims: [String: JSONValue], name: String, email: String?)
        async throws
    {
        let fixture = IdentityFixture()
        var trust = Self.base.trust
        trust.emailAsName = true
        #expect(try await fixture.judge(Self.token(claims), trust)?.userName == name)
        #expect(try await fixture.users.user(name).email == email)
    }

    /// The name of existing memories stays; the displayed values follow the provider, as at a login.
    @Test("Email address and display name follow the provider")
    func addressAndNameFollowTheProvider() async throws {
        let fixture = IdentityFixture()
        let steps: [(claims: [String: JSONValue], name: String?, email: String?, writes: Int)] = [
            (["name": "Ann", "email": "a@example.com", "email_verified": true], "Ann", "a@example.com", 0),
            (["name": "Ann", "email": "a@example.com", "email_verified": true], "Ann", "a@example.com", 0),
            (["name": "Anna", "email": "a@example.com", "email_verified": true], "Anna", "a@example.com", 1),
            (["name": "Anna", "email": "b@example.com", "email_verified": false], "Anna", "a@example.com", 1),
            (["name": "Anna", "email": "b@example.com", "email_verified": true], "Anna", "b@example.com", 2),
            (["preferred_username": "mallory"], "Anna", "b@example.com", 2),
            (["name": .null, "email": 5], "Anna", "b@example.com", 2),
        ]
        for step in steps {
            #expect(try await fixture.judge(Self.token(step.claims), Self.base.trust)?.userName == "5ba552d67")
            let user = try await fixture.users.user("5ba552d67")
            #expect(user.displayName == step.name && user.email == step.email)
            #expect(fixture.fake.state.withLock(\.descriptions) == step.writes)
        }
    }

    @Test("An unverified email address is refused when a verified one is required")
    func anUnverifiedEmailIsRefusedWhenAVerifiedOneIsRequired() async throws {
        var trust = Self.base.trust
        trust.requiresVerifiedEmail = true
        let (open, closed) = (IdentityFixture(), IdentityFixture())
        #expect(try await open.judge(Self.token(["email": "a@example.com", "email_verified": true]), trust) != nil)
        for claims in [[:], ["email": "a@example.com"], ["email_verified": true]] as [[String: JSONValue]] {
            #expect(await fault { try await closed.judge(Self.token(claims), trust) }?.code == .accessDenied)
        }
        #expect(closed.fake.state.withLock(\.users).isEmpty)
    }

    // MARK: choosing the issuer

    @Test("A token only chooses among the configured issuers")
    func aTokenOnlyChoosesAmongConfiguredIssuers() async throws {
        let fixture = IdentityFixture()
        let trusts = (ProviderSample.keycloak.trust, ProviderSample.generic.trust)
        #expect(try await fixture.judge(Self.token([:], .keycloak), trusts.0, trusts.1) != nil)
        #expect(try await fixture.judge(Self.token(), trusts.0, trusts.1) != nil)
        for (claims, sentence) in [
            (["iss": "https://evil.example/"], "Invalid issuer"), (["iss": .null], "Invalid token claims"),
            // The named issuer decides how the token must look: the other issuer's audience does not help.
            (["iss": "https://id.example/realms/main", "typ": "Bearer"], "Invalid audience"),
        ] as [([String: JSONValue], String)] {
            #expect(await fault { try await fixture.judge(Self.token(claims), trusts.0, trusts.1) }?.detail == sentence)
        }
    }

    @Test(
        "Text that is not a JWT has an invalid header",
        arguments: ["opaque", "a.b", "a.b.c", "a.b.c.d.e", "..", "eyJhbGciOiJFUzI1NiJ9.e30"]
    )
    func textThatIsNotAJWTHasAnInvalidHeader(text: String) async {
        #expect(
            await fault { try await IdentityFixture().judge(text, Self.base.trust) }?.words
                == "invalid-token: Invalid token header"
        )
    }

    @Test("Responses never show the configuration or the token")
    func responsesNeverShowTheConfigurationOrTheToken() async {
        let outcome = await fault {
            try await IdentityFixture().judge(Self.token(["aud": "https://evil.example/"]), Self.base.trust)
        }
        let shown = "\(outcome?.detail ?? "") \(outcome?.hints.advice ?? "")"
        #expect(!shown.contains("evil.example"))
        #expect(!shown.contains("rs.example"))
    }

    @Test("A trust without audiences, algorithms or a valid leeway is reported")
    func aTrustThatAcceptsTooMuchIsReported() {
        let others = ProviderSample.all.map(\.trust)
        #expect(IssuerTrust.problems(of: others).isEmpty)
        let google = IssuerPreset.google.trust(
            name: "google",
            issuer: "https://accounts.google.com",
            audiences: ["client"]
        )
        #expect(IssuerTrust.problems(of: [google]).first?.contains("login.providers: google") == true)
        #expect(IssuerTrust.problems(of: others + [Self.base.trust]).count == 1)
        var trust = Self.base.trust
        trust.audiences = []
        trust.algorithms = []
        trust.leeway = .seconds(3_600)
        #expect(IssuerTrust.problems(of: [trust]).count == 3)
    }
}
