import Base
import Identity
import Settings
import TestSupport
import Testing

@testable import agent_memory

/// From the settings of an issuer to what comes of a token: every setting, without it and with it.
@Suite struct IssuerSettingsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let setting: String
        let value: String
        /// What is set in both cases.
        var besides: [String: String] = [:]
        /// Of the generic sample, which `5ba552d67` got through the client `s6BhdRkqt3` for administration.
        var claims: [String: JSONValue?] = [:]
        var typ: String? = "at+jwt"
        let without: String
        let with: String

        var testDescription: String { "\(setting) = \(value)" }
    }

    static let usual = "5ba552d67 through s6BhdRkqt3: memory:admin"
    static let invalid = "Invalid token claims"

    static let rows = [
        Row(
            setting: "aliases",
            value: "https://a.example,https://b.example",
            claims: ["iss": "https://b.example"],
            without: "Invalid issuer",
            with: usual
        ),
        Row(
            setting: "localhostAliases",
            value: "true",
            besides: ["url": "http://localhost:8080/x"],
            claims: ["iss": "http://host.docker.internal:8080/x"],
            without: "Invalid issuer",
            with: usual
        ),
        Row(
            setting: "localhostAliases",
            value: "true",
            besides: ["url": "http://host.docker.internal"],
            claims: ["iss": "http://localhost"],
            without: "Invalid issuer",
            with: usual
        ),
        Row(
            setting: "localhostAliases",
            value: "true",
            besides: ["url": "https://localhost.example"],
            claims: ["iss": "https://host.docker.internal.example"],
            without: "Invalid issuer",
            with: "Invalid issuer"
        ),
        Row(
            setting: "audienceClaims",
            value: "azp",
            claims: ["aud": "account", "azp": "https://rs.example.com/"],
            without: "Invalid audience",
            with: usual
        ),
        Row(setting: "algorithms", value: "RS256,PS256", without: usual, with: "Invalid token header"),
        Row(setting: "types", value: "JWT", without: usual, with: "Invalid token header"),
        Row(
            setting: "subjectClaim",
            value: "person.id",
            claims: ["person": ["id": "u-1"]],
            without: usual,
            with: "u-1 through s6BhdRkqt3: memory:admin"
        ),
        Row(
            setting: "userClaims",
            value: "login,nick",
            claims: ["nick": "dana", "preferred_username": "alice"],
            without: "alice through s6BhdRkqt3: memory:admin",
            with: "dana through s6BhdRkqt3: memory:admin"
        ),
        Row(
            setting: "emailClaims",
            value: "mail",
            besides: ["emailAsUser": "true"],
            claims: ["mail": "d@example.com", "email_verified": true],
            without: usual,
            with: "d@example.com through s6BhdRkqt3: memory:admin"
        ),
        Row(
            setting: "emailAsUser",
            value: "true",
            claims: ["email": "d@example.com", "email_verified": true],
            without: usual,
            with: "d@example.com through s6BhdRkqt3: memory:admin"
        ),
        Row(
            setting: "requireVerifiedEmail",
            value: "true",
            claims: ["email": "d@example.com"],
            without: usual,
            with: "Your identity provider does not say that your email address is verified."
        ),
        Row(
            setting: "clientClaims",
            value: "app",
            claims: ["app": "claude"],
            without: usual,
            with: "5ba552d67 through claude: memory:admin"
        ),
        Row(
            setting: "scopeClaims",
            value: "rights",
            claims: ["rights": ["memory:read"]],
            without: usual,
            with: "5ba552d67 through s6BhdRkqt3: memory:read"
        ),
        Row(
            setting: "scopes",
            value: "notes.view=memory:read,notes.keep=memory:admin",
            claims: ["scope": "openid notes.view"],
            without: "5ba552d67 through s6BhdRkqt3: memory:write",
            with: "5ba552d67 through s6BhdRkqt3: memory:read"
        ),
        Row(
            setting: "scopePrefixes",
            value: "https://api.example/",
            claims: ["scope": "https://api.example/memory:admin"],
            without: "5ba552d67 through s6BhdRkqt3: memory:write",
            with: usual
        ),
        Row(
            setting: "roleClaims",
            value: "realm_access.roles",
            besides: ["roles": "keepers=memory:write"],
            claims: ["realm_access": ["roles": ["keepers"]]],
            without: "5ba552d67 through s6BhdRkqt3: nothing",
            with: "5ba552d67 through s6BhdRkqt3: memory:write"
        ),
        Row(
            setting: "roles",
            value: "keepers=memory:write,readers=memory:read",
            claims: ["groups": ["readers"]],
            without: usual,
            with: "5ba552d67 through s6BhdRkqt3: memory:read"
        ),
        Row(
            setting: "services",
            value: "other=shop,s6BhdRkqt3=shop",
            claims: ["sub": "s6BhdRkqt3"],
            without: "s6BhdRkqt3 through s6BhdRkqt3: memory:admin",
            with: "a service through s6BhdRkqt3: memory:admin"
        ),
        Row(setting: "requiredClaims", value: "tenant", without: usual, with: invalid),
        Row(setting: "requiredClaims", value: "tenant", claims: ["tenant": .null], without: usual, with: invalid),
        Row(setting: "requiredClaims", value: "tenant", claims: ["tenant": "any"], without: usual, with: usual),
        Row(
            setting: "requiredClaims",
            value: "tenant=acme",
            claims: ["tenant": "other"],
            without: usual,
            with: invalid
        ),
        Row(
            setting: "requiredClaims",
            value: "tenant=acme,tenant=b",
            claims: ["tenant": ["x", "b"]],
            without: usual,
            with: usual
        ),
        Row(setting: "requiredClaims", value: "query=a=b", claims: ["query": "a=b"], without: usual, with: usual),
        Row(
            setting: "requiredClaims",
            value: "email_verified=true",
            claims: ["email_verified": true],
            without: usual,
            with: usual
        ),
        Row(
            setting: "requiredClaims",
            value: "email_verified=true",
            claims: ["email_verified": false],
            without: usual,
            with: invalid
        ),
        Row(setting: "requiredClaims", value: "level=2", claims: ["level": 2], without: usual, with: usual),
        Row(setting: "requiredClaims", value: "level=2", claims: ["level": 1.5], without: usual, with: invalid),
        Row(
            setting: "accessTokenClaims",
            value: "sid,api",
            claims: ["scope": nil, "client_id": nil, "nonce": "n", "api": 1],
            typ: "JWT",
            without: "ID tokens are not accepted",
            with: "5ba552d67 through nobody: memory:write"
        ),
        Row(
            setting: "accessTokenClaims",
            value: "api",
            typ: "JWT",
            without: usual,
            with: "ID tokens are not accepted"
        ),
        // As Dex has them: the access token is an ID token to the letter.
        Row(
            setting: "acceptIdTokens",
            value: "true",
            claims: [
                "scope": nil, "client_id": nil, "nonce": "n", "at_hash": "h", "email": "d@example.com",
                "email_verified": true,
            ],
            typ: "JWT",
            without: "ID tokens are not accepted",
            with: "5ba552d67 through nobody: memory:write"
        ),
        Row(
            setting: "acceptIdTokens",
            value: "true",
            claims: ["events": [:]],
            typ: "JWT",
            without: "ID tokens are not accepted",
            with: "ID tokens are not accepted"
        ),
        Row(
            setting: "defaultScopes",
            value: "memory:read",
            claims: ["scope": "openid"],
            without: "5ba552d67 through s6BhdRkqt3: memory:write",
            with: "5ba552d67 through s6BhdRkqt3: memory:read"
        ),
        Row(
            setting: "defaultScopes",
            value: "none",
            claims: ["scope": "openid"],
            without: "5ba552d67 through s6BhdRkqt3: memory:write",
            with: "5ba552d67 through s6BhdRkqt3: nothing"
        ),
        Row(
            setting: "leewaySeconds",
            value: "10",
            claims: ["exp": 1_795_251_400],
            without: usual,
            with: "Token has expired"
        ),
    ]

    @Test(arguments: rows)
    func aSettingMakesTheDifference(row: Row) async throws {
        #expect(try await outcome(row, row.besides) == row.without, "without")
        #expect(try await outcome(row, row.besides.merging([row.setting: row.value]) { $1 }) == row.with, "with")
    }

    private func outcome(_ row: Row, _ settings: [String: String]) async throws -> String {
        var claims = ProviderSample.generic.access
        for (name, value) in row.claims { claims[name] = value }
        if let url = settings["url"], row.claims["iss"] == nil { claims["iss"] = .string(url) }
        let house = House()
        _ = try await house.workspaces.add(name: "shop")
        let token = Forge.token(claims, typ: row.typ)
        do {
            guard let principal = try await house.judge(token, try Self.trust(.generic, settings)) else {
                return "no token of anybody's"
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
        return try ServerSettings(SettingInputs(flags: flags)).auth.issuers[0].trust()
    }

    @Test(arguments: IssuerSettings.Kind.allCases)
    func aKindIsThePresetOfItsName(kind: IssuerSettings.Kind) {
        #expect(kind.preset.rawValue == kind.rawValue)
    }

    @Test(arguments: ProviderSample.all + ProviderSample.variants)
    func withTheKindIssuerAndAudienceAreEnough(sample: ProviderSample) async throws {
        let trust = try Self.trust(sample, ["kind": sample.preset.rawValue])
        let principal = try await House().judge(Forge.token(sample.access, typ: sample.typ), trust)
        #expect(principal?.userName == sample.userName && principal?.scopes == sample.scopes)
        #expect(
            await fault { try await House().judge(Forge.token(sample.id), trust) }?.detail
                == "ID tokens are not accepted"
        )
    }

    /// What is not said is known by the address; what is said holds.
    @Test(arguments: ProviderSample.all)
    func withoutTheKindTheAddressTellsIt(sample: ProviderSample) async throws {
        let known = try Self.trust(sample, [:])
        #expect(
            try await House().judge(Forge.token(sample.access, typ: sample.typ), known)?.userName == sample.userName
        )
        #expect(known.claims == sample.trust.claims && known.idTokens == sample.trust.idTokens)
        let said = try Self.trust(sample, ["kind": "generic"])
        #expect(
            said.claims == ProviderSample.generic.trust.claims && said.idTokens == .suspicion
                && said.issuer == sample.issuer
        )
    }

    /// Whoever logs in and whoever sends an access token are one person, though neither setting names the kind.
    @Test(arguments: [
        ("https://login.microsoftonline.com/x/v2.0", "oid", nil),
        ("https://login.microsoftonline.com/x/v2.0", "sub", "generic"),
        ("https://id.example", "sub", nil), ("https://id.example", "oid", "entra"),
    ])
    func aLoginProviderIsKnownByItsAddressToo(url: String, claim: String, kind: String?) throws {
        var flags = ["login.providers": "test", "login.provider.test.url": url, "login.provider.test.clientId": "c"]
        flags["login.provider.test.kind"] = kind
        #expect(try ServerSettings(SettingInputs(flags: flags)).oauth.providers[0].personClaim == claim)
    }

    @Test func issuersAreToldWhatThisServerIsCalled() async throws {
        let flags = [
            "auth.issuers": "test", "auth.issuer.test.url": "https://id.example", "auth.issuer.test.audiences": "a",
            "http.publicUrl": "https://memory.example",
        ]
        let wiring = try await TrustedIssuerWiring(ServerSettings(SettingInputs(flags: flags)), time: ManualClock())
        #expect(
            wiring.issuers.map(\.trust.resources.names) == [["https://memory.example/mcp", "https://memory.example"]]
        )
    }

    @Test func whatClientsAskItForIsInItsWordsAndInTheirOrder() throws {
        #expect(try Self.trust(.generic, [:]).requestScopes.isEmpty)
        let trust = try Self.trust(.generic, ["requestScopes": "openid, https://memory.example/mcp/memory:read"])
        #expect(trust.requestScopes == ["openid", "https://memory.example/mcp/memory:read"])
    }

    @Test(arguments: [
        (["http.publicUrl": "https://m.example"], "generic", "this server's own login"),
        (
            [
                "http.publicUrl": "https://m.example", "login.providers": "x",
                "login.provider.x.url": "https://id.example",
                "login.provider.x.clientId": "c",
            ], "generic", nil
        ),
        (["http.publicUrl": "https://m.example", "oauth.enabled": "false"], "generic", nil),
        (["http.publicUrl": "https://m.example", "oauth.enabled": "false"], "entra", "auth.issuer.test.requestScopes"),
        (
            [
                "http.publicUrl": "https://m.example", "oauth.enabled": "false",
                "auth.issuer.test.requestScopes": "x/.default",
            ], "entra", nil
        ),
        (["http.host": "0.0.0.0", "oauth.enabled": "false"], "cognito", nil),
    ])
    func doctorSaysWhatKeepsClientsFromTheIssuer(more: [String: String], kind: String, words: String?) async throws {
        let issuer = [
            "auth.issuers": "test", "auth.issuer.test.url": "https://id.example", "auth.issuer.test.audiences": "a",
            "auth.issuer.test.kind": kind,
        ]
        let settings = try ServerSettings(SettingInputs(flags: issuer.merging(more) { $1 }))
        let remark = settings.clientsRemark(on: try await TrustedIssuerWiring(settings, time: ManualClock()))
        #expect(words.map { remark?.contains($0) == true } ?? (remark == nil), "\(remark ?? "nothing")")
    }

    /// A variable that was not set (`tenant=$TENANT`) must not let everybody in.
    @Test(
        arguments: [
            ("requiredClaims", "tenant="), ("requiredClaims", "="), ("requiredClaims", "=acme"),
            ("requiredClaims", "."),
            ("roles", "editors="), ("roles", "=memory:read"), ("roles", "editors"), ("roles", "editors=write"),
            ("services", "client="),
            ("scopes", "notes.view="), ("scopes", "notes.view=read"), ("algorithms", "HS256"),
            ("defaultScopes", "read"),
            ("requestScopes", "openid profile"), ("requestScopes", "a\"b"), ("requestScopes", "é"),
        ])
    func whatMeansNothingEndsTheStart(setting: String, value: String) {
        #expect(throws: CommandFailure.self) { try Self.trust(.generic, [setting: value]) }
    }

    @Test func takingIDTokensIsSaidAtEveryStart() throws {
        #expect(try Self.trust(.generic, [:]).remarks.isEmpty)
        #expect(
            try Self.trust(.generic, ["acceptIdTokens": "true"]).remarks.first?.contains(
                "auth.issuer.test.acceptIdTokens"
            ) == true
        )
    }
}
