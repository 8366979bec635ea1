import Base
import Identity
import JOSE
import Testing

@testable import Settings

@Suite struct PeerSettingsTests {
    @Test(
        "A generic name counts only together with a distinctive name of the same system",
        arguments: [
            (["PORT": "9000"], 8_000), (["PORT": "9000", "AUTH_MODE": "token"], 9_000),
            (["PORT": "9000", "MCP_HTTP_HOST": "127.0.0.1"], 8_000),
        ] as [([String: String], Int)]
    )
    func genericNames(environment: [String: String], port: Int) throws {
        #expect(try ServerSettings(SettingInputs(environment: environment)).http.port == port)
    }

    private static let otherSystems = [
        "AUTH_MODE": "oauth2", "OAUTH2_ISSUER_URL": "https://two.example/", "OAUTH2_AUDIENCE": "memory",
        "OIDC_AUTH_ENABLED": "true", "OIDC_ISSUER": "https://three.example", "OIDC_AUDIENCE": "memory",
    ]
    private static let house = [
        "AGENT_MEMORY_AUTH_ISSUERS": "house", "AGENT_MEMORY_AUTH_ISSUER_HOUSE_URL": "https://idp.example",
        "AGENT_MEMORY_AUTH_ISSUER_HOUSE_AUDIENCES": "memory",
    ]
    private static let second = [
        "AGENT_MEMORY_AUTH_ISSUERS": "house,two", "AGENT_MEMORY_AUTH_ISSUER_TWO_URL": "https://two.example",
        "AGENT_MEMORY_AUTH_ISSUER_TWO_AUDIENCES": "memory",
    ]

    /// The server does not start without its only source of tokens, unless the settings allow that.
    @Test(
        "An issuer is required at start if it is the only source of tokens",
        arguments: [
            ([:], false), (["AGENT_MEMORY_OAUTH_ENABLED": "false"], true), (second, false),
            (second.merging(["AGENT_MEMORY_OAUTH_ENABLED": "false"]) { $1 }, false),
            (["AGENT_MEMORY_OAUTH_ENABLED": "false", "AGENT_MEMORY_AUTH_ISSUER_HOUSE_REQUIRED": "false"], false),
            (["AGENT_MEMORY_AUTH_ISSUER_HOUSE_REQUIRED": "true"], true),
            // Without a name of its own, our server issues no tokens.
            (["AGENT_MEMORY_HTTP_HOST": "0.0.0.0"], true),
            (["AGENT_MEMORY_HTTP_HOST": "0.0.0.0", "AGENT_MEMORY_HTTP_PUBLIC_URL": "https://memory.example"], false),
            (["AGENT_MEMORY_HTTP_HOST": "0.0.0.0", "AGENT_MEMORY_OAUTH_ISSUER": "https://memory.example"], false),
        ] as [([String: String], Bool)]
    )
    func requiredIssuers(more: [String: String], isRequired: Bool) throws {
        let settings = try ServerSettings(SettingInputs(environment: Self.house.merging(more) { $1 }))
        #expect(settings.auth.issuers.first?.required == isRequired)
    }

    @Test("An issuer from another system's names is required at start if that system requires it")
    func requiredForeignIssuer() throws {
        let environment = [
            "OIDC_AUTH_ENABLED": "true", "OIDC_ISSUER": "https://idp.example", "OIDC_AUDIENCE": "memory",
        ]
        #expect(try ServerSettings(SettingInputs(environment: environment)).auth.issuers.first?.required == true)
    }

    @Test(
        "The issuers of other systems become issuers here",
        arguments: [
            (
                ["AUTH_MODE": "oauth2", "OAUTH2_ISSUER_URL": "https://idp.example/", "OAUTH2_AUDIENCE": "memory"],
                "oauth2", []
            ),
            (
                [
                    "OAUTH2_ISSUER_URL": "https://idp.example/", "OAUTH2_AUDIENCE": "memory",
                    "OAUTH2_ALGORITHMS": "[\"RS256\", \"ES256\"]",
                ],
                "oauth2", ["RS256", "ES256"]
            ),
            (
                [
                    "OAUTH2_ISSUER_URL": "https://idp.example/", "OAUTH2_AUDIENCE": "memory",
                    "OAUTH2_ALGORITHMS": "RS256",
                ], "oauth2",
                ["RS256"]
            ),
            (
                [
                    "OAUTH2_ISSUER_URL": "https://idp.example/", "OAUTH2_AUDIENCE": "memory",
                    "OAUTH2_ALGORITHMS": "RS256 ES256, 'PS256'",
                ],
                "oauth2", ["RS256", "ES256", "PS256"]
            ),
            (
                ["OIDC_AUTH_ENABLED": "true", "OIDC_ISSUER": "https://idp.example/", "OIDC_AUDIENCE": "memory"], "oidc",
                []
            ),
        ] as [([String: String], String, [String])]
    )
    func foreignIssuers(environment: [String: String], name: String, algorithms: [String]) throws {
        let auth = try ServerSettings(SettingInputs(environment: environment)).auth
        #expect(auth.mode == .token)
        #expect(auth.issuers.map(\.name) == [name])
        #expect(auth.issuers.first?.url == "https://idp.example/")
        #expect(auth.issuers.first?.trust.audiences == ["memory"])
        let accepted = algorithms.isEmpty ? ["RS256", "ES256", "EdDSA"] : Set(algorithms)
        #expect(Set(auth.issuers.first?.trust.algorithms.map(\.name) ?? []) == accepted)
    }

    @Test("The roles of Couchbase Agent Memory mean our scopes, and a token without one has none")
    func couchbaseRoles() throws {
        var environment = [
            "OIDC_AUTH_ENABLED": "true", "OIDC_ISSUER": "https://idp.example", "OIDC_AUDIENCE": "memory",
            "AGENTMEMORY_AUTHZ_ENABLED": "true", "AGENTMEMORY_MEMORY_BLOCK_TTL": "60",
        ]
        let settings = try ServerSettings(SettingInputs(environment: environment))
        let trust = try #require(settings.auth.issuers.first?.trust)
        #expect(
            trust.scopes.roles == [
                Identifier("ams_ro"): .read, Identifier("ams_rw"): .write, Identifier("ams_admin"): .admin,
            ]
        )
        #expect(trust.claims.roles.map(\.description).contains("realm_access.roles"))
        #expect(settings.limits.blockSeconds == 60)
        environment["AGENTMEMORY_AUTHZ_ENABLED"] = "false"
        let open = try ServerSettings(SettingInputs(environment: environment)).auth.issuers.first?.trust
        #expect(open?.scopes.roles.isEmpty == true)
    }

    @Test("The other variables of Couchbase Agent Memory are not taken for misspelt names of this server")
    func couchbaseVariables() throws {
        let names = Peer.couchbaseAgentMemory.unread
        #expect(names.count > 30)
        let environment = Dictionary(names.map { ($0, "x") }, uniquingKeysWith: { first, _ in first })
        _ = try ServerSettings(SettingInputs(environment: environment))
        #expect(throws: SettingProblems.self) {
            try ServerSettings(SettingInputs(environment: ["AGENTMEMORY_AUTH_MODE": "token"]))
        }
    }

    /// All configured issuers work together, no matter whose names configure them.
    @Test(
        "Issuers from all systems' names are accepted together",
        arguments: [
            (house, ["house", "oauth2", "oidc"], "https://idp.example"),
            ([:], ["oauth2", "oidc"], "https://two.example/"),
            (
                ["AGENT_MEMORY_AUTH_ISSUERS": "oidc", "AGENT_MEMORY_AUTH_ISSUER_OIDC_KIND": "keycloak"],
                ["oidc", "oauth2"],
                "https://three.example"
            ),
        ] as [([String: String], [String], String)]
    )
    func joinedIssuers(own: [String: String], names: [String], first: String) throws {
        let environment = Self.otherSystems.merging(own) { $1 }
        let issuers = try ServerSettings(SettingInputs(environment: environment)).auth.issuers
        #expect(issuers.map(\.name) == names && issuers.first?.url == first)
    }

    @Test("An issuer in the configuration file is accepted together with those of other systems' names")
    func issuerInTheFile() throws {
        let text =
            "auth:\n  issuers: house\n  issuer:\n    house:\n      url: https://idp.example\n      audiences: memory\n"
        let inputs = SettingInputs(
            environment: Self.otherSystems,
            file: .init(path: "agent-memory.yaml", text: text)
        )
        #expect(try ServerSettings(inputs).auth.issuers.map(\.name) == ["house", "oauth2", "oidc"])
    }

    @Test(
        "A missing issuer setting is reported with the other system's name too",
        arguments: [
            (["AUTH_MODE": "oauth2"], "oauth2", "OAUTH2_ISSUER_URL", "OAUTH2_AUDIENCE"),
            (["OIDC_AUTH_ENABLED": "true"], "oidc", "OIDC_ISSUER", "OIDC_AUDIENCE"),
        ]
    )
    func missingForeignSettings(environment: [String: String], name: String, url: String, audience: String) {
        let found = sentences(SettingInputs(environment: environment))
        #expect(found.first == "auth.issuer.\(name).url (\(url)) is not set.")
        #expect(
            found.last?.hasPrefix("auth.issuer.\(name).audiences (\(audience)) is not set") == true && found.count == 2
        )
    }

    @Test("A value from a foreign name is reported with our name")
    func foreignReadings() throws {
        let settings = try ServerSettings(SettingInputs(environment: ["MCP_HTTP_PORT": "9000"]))
        #expect(
            settings.foreignReadings == [
                "http.port is read from MCP_HTTP_PORT, a name of MCP Memory Service; ours is AGENT_MEMORY_HTTP_PORT"
            ]
        )
    }

    @Test("The storage settings of MCP Memory Service are understood")
    func foreignStorage() throws {
        func oauth(_ environment: [String: String]) throws -> ServerSettings {
            try ServerSettings(SettingInputs(environment: environment))
        }
        #expect(try oauth(["MCP_OAUTH_STORAGE_BACKEND": "memory"]).oauth.resetsAtStart)
        #expect(try !oauth(["MCP_OAUTH_STORAGE_BACKEND": "sqlite"]).oauth.resetsAtStart)
        #expect(try !oauth([:]).oauth.resetsAtStart)
        let remarks = try oauth(["MCP_OAUTH_SQLITE_PATH": "/x/oauth.db", "MCP_OAUTH_PUBLIC_KEY": "pem"]).foreignReadings
        #expect(
            remarks == [
                "MCP_OAUTH_PUBLIC_KEY, a name of MCP Memory Service, is not used: the public key follows from the private one.",
                "MCP_OAUTH_SQLITE_PATH, a name of MCP Memory Service, is not used: the authorization server stores its data "
                    + "in the database in `data`.",
            ]
        )
    }

    private static let hostileNumbers = [
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "-1",
        "999999999999999999", "1e999", "nan", "0x10", "٣", "1.5", String(repeating: "9", count: 5_000), "\u{0}",
    ]

    @Test(
        "A hostile number in any foreign name ends no process",
        arguments: PeerReading.peers.flatMap(\.rows).map(\.name)
    )
    func hostileValues(name: String) {
        for number in Self.hostileNumbers {
            // `AUTH_MODE` makes the generic names of its system count.
            let environment = ["AUTH_MODE": "token"].merging([name: number]) { $1 }
            let found = sentences(SettingInputs(environment: environment))
            let isNumeric = ["PORT", "MINUTES", "DAYS", "BYTES"].contains { name.hasSuffix($0) }
            #expect(!isNumeric || found.contains { $0.contains(name) }, "\(number.prefix(20)): \(found)")
        }
    }

    @Test("Every foreign name belongs to a setting that exists")
    func everyRowNamesASettingThatExists() throws {
        let groups = ["auth.issuers": "oauth2,oidc"].merging(
            ["oauth2", "oidc"].flatMap { [("auth.issuer.\($0).url", "-"), ("auth.issuer.\($0).audiences", "-")] }
        ) { first, _ in first }
        let keys = Set(try ServerSettings(SettingInputs(flags: groups)).entries.map(\.key))
        for peer in PeerReading.peers {
            for row in peer.rows { #expect(keys.contains(row.key), "\(row.name)") }
        }
    }
}
