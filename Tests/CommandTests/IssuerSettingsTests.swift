import Base
import Identity
import Settings
import TestSupport
import Testing

@testable import agent_memory

/// From an issuer's settings to the result for a token: every setting, without it and with it.
@Suite struct IssuerSettingsTests {
    @Test("Every setting of an issuer changes the result", arguments: rows)
    func everySettingMakesADifference(row: Row) async throws {
        #expect(try await outcome(row, row.besides) == row.without, "without")
        #expect(try await outcome(row, row.besides.merging([row.setting: row.value]) { $1 }) == row.with, "with")
    }

    private func outcome(_ row: Row, _ settings: [String: String]) async throws -> String {
        var claims = ProviderSample.generic.access
        for (name, value) in row.claims { claims[name] = value }
        if let url = settings["url"], row.claims["iss"] == nil { claims["iss"] = .string(url) }
        let judging = try await Judging()
        let token = TestIssuer.token(claims, typ: row.typ)
        do {
            guard let principal = try await judging.judge(token, try Self.trust(.generic, settings)) else {
                return "another verifier's token"
            }
            let name = principal.kind == .service ? "a service" : principal.userName ?? "nobody"
            return "\(name) through \(principal.client ?? "nobody"): \(principal.scopes.names.last ?? "nothing")"
        } catch let fault as Fault {
            return fault.detail
        }
    }

    private static func trust(_ sample: ProviderSample, _ settings: [String: String]) throws -> IssuerTrust {
        let needed = [
            "auth.issuers": "test", "auth.issuer.test.url": sample.issuer,
            "auth.issuer.test.audiences": sample.audience,
        ]
        let more = settings.map { ("auth.issuer.test.\($0.key)", $0.value) }
        let flags = needed.merging(more) { $1 }
        return try ServerSettings(SettingInputs(flags: flags)).auth.issuers[0].trust
    }

    @Test(
        "Kind, issuer and audience are enough settings for every provider",
        arguments: ProviderSample.all + ProviderSample.variants
    )
    func kindIssuerAndAudienceAreEnough(sample: ProviderSample) async throws {
        let trust = try Self.trust(sample, ["kind": sample.preset.rawValue])
        let principal = try await Judging().judge(TestIssuer.token(sample.access, typ: sample.typ), trust)
        #expect(principal?.userName == sample.userName && principal?.scopes == sample.scopes)
        #expect(
            await fault { try await Judging().judge(TestIssuer.token(sample.id), trust) }?.detail
                == "ID tokens are not accepted"
        )
    }

    /// The address decides settings that are not given; given settings stay.
    @Test("Without a kind, the address decides it", arguments: ProviderSample.all)
    func withoutAKindTheAddressDecidesIt(sample: ProviderSample) async throws {
        let known = try Self.trust(sample, [:])
        #expect(
            try await Judging().judge(TestIssuer.token(sample.access, typ: sample.typ), known)?.userName
                == sample.userName
        )
        #expect(known.claims == sample.trust.claims && known.idTokens == sample.trust.idTokens)
        let said = try Self.trust(sample, ["kind": "generic"])
        #expect(
            said.claims == ProviderSample.generic.trust.claims && said.idTokens == .suspicion
                && said.issuer == sample.issuer
        )
    }

    /// A person who logs in and sends access tokens is one user, although neither setting names the kind.
    @Test(
        "A login provider is known by its address too",
        arguments: [
            ("https://login.microsoftonline.com/x/v2.0", "oid", nil),
            ("https://login.microsoftonline.com/x/v2.0", "sub", "generic"),
            ("https://id.example", "sub", nil), ("https://id.example", "oid", "entra"),
        ]
    )
    func aLoginProviderIsKnownByItsAddressToo(url: String, claim: String, kind: String?) throws {
        var flags = ["login.providers": "test", "login.provider.test.url": url, "login.provider.test.clientId": "c"]
        flags["login.provider.test.kind"] = kind
        #expect(try ServerSettings(SettingInputs(flags: flags)).oauth.providers[0].personClaim == claim)
    }

    @Test("Every issuer's trust has this server's resource names")
    func issuersKnowThisServersResourceNames() async throws {
        let flags = [
            "auth.issuers": "test", "auth.issuer.test.url": "https://id.example", "auth.issuer.test.audiences": "a",
            "http.publicUrl": "https://memory.example",
        ]
        let wiring = try await TrustedIssuerWiring(ServerSettings(SettingInputs(flags: flags)), time: ManualClock())
        #expect(
            wiring.issuers.map(\.trust.resources.names) == [["https://memory.example/mcp", "https://memory.example"]]
        )
    }

    @Test("Scopes that clients request keep their spelling and order")
    func requestScopesKeepTheirWordsAndOrder() throws {
        #expect(try Self.trust(.generic, [:]).requestScopes.isEmpty)
        let trust = try Self.trust(.generic, ["requestScopes": "openid, https://memory.example/mcp/memory:read"])
        #expect(trust.requestScopes == ["openid", "https://memory.example/mcp/memory:read"])
    }

    @Test(
        "doctor says what prevents clients from using the issuer",
        arguments: [
            (["http.publicUrl": "https://m.example"], "generic", "this server's own login"),
            (
                [
                    "http.publicUrl": "https://m.example", "login.providers": "x",
                    "login.provider.x.url": "https://id.example",
                    "login.provider.x.clientId": "c",
                ], "generic", nil
            ),
            (["http.publicUrl": "https://m.example", "oauth.enabled": "false"], "generic", nil),
            (
                ["http.publicUrl": "https://m.example", "oauth.enabled": "false"], "entra",
                "auth.issuer.test.requestScopes"
            ),
            (
                [
                    "http.publicUrl": "https://m.example", "oauth.enabled": "false",
                    "auth.issuer.test.requestScopes": "x/.default",
                ], "entra", nil
            ),
            (["http.host": "0.0.0.0", "oauth.enabled": "false"], "cognito", nil),
        ]
    )
    func doctorSaysWhatKeepsClientsFromTheIssuer(more: [String: String], kind: String, words: String?) async throws {
        let issuer = [
            "auth.issuers": "test", "auth.issuer.test.url": "https://id.example", "auth.issuer.test.audiences": "a",
            "auth.issuer.test.kind": kind,
        ]
        let settings = try ServerSettings(SettingInputs(flags: issuer.merging(more) { $1 }))
        let remark = settings.clientsRemark(on: try await TrustedIssuerWiring(settings, time: ManualClock()))
        #expect(words.map { remark?.contains($0) == true } ?? (remark == nil), "\(remark ?? "nothing")")
    }

    /// An unset variable (`tenant=$TENANT`) must not let everyone in.
    @Test(
        "A meaningless value prevents the start",
        arguments: [
            ("requiredClaims", "tenant="), ("requiredClaims", "="), ("requiredClaims", "=acme"),
            ("requiredClaims", "."),
            ("roles", "editors="), ("roles", "=memory:read"), ("roles", "editors"), ("roles", "editors=write"),
            ("services", "client="),
            ("scopes", "notes.view="), ("scopes", "notes.view=read"), ("algorithms", "HS256"),
            ("defaultScopes", "read"),
            ("requestScopes", "openid profile"), ("requestScopes", "a\"b"), ("requestScopes", "é"),
        ]
    )
    func meaninglessValuesPreventTheStart(setting: String, value: String) {
        #expect(throws: SettingProblems.self) { try Self.trust(.generic, [setting: value]) }
    }

    @Test("Accepting ID tokens is reported at every start")
    func acceptingIDTokensIsReportedAtEveryStart() throws {
        #expect(try Self.trust(.generic, [:]).remarks.isEmpty)
        #expect(
            try Self.trust(.generic, ["acceptIdTokens": "true"]).remarks.first?.contains(
                "auth.issuer.test.acceptIdTokens"
            ) == true
        )
    }
}
