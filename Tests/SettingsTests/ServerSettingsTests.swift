import Base
import Settings
import Testing

private func file(_ text: String) -> SettingInputs.File { .init(path: "agent-memory.yaml", text: text) }

@Suite struct PrecedenceTests {
    /// Each case drops the strongest source of the case before it.
    @Test(
        arguments: [
            (["http.port": "1"], ["AGENT_MEMORY_HTTP_PORT": "2"], ["AGENT_MEMORY_HTTP_PORT": "3"], 1),
            ([:], ["AGENT_MEMORY_HTTP_PORT": "2"], ["AGENT_MEMORY_HTTP_PORT": "3"], 2),
            ([:], [:], ["AGENT_MEMORY_HTTP_PORT": "3"], 3),
            ([:], ["MCP_HTTP_PORT": "4"], [:], 4),
            ([:], [:], [:], 5),
        ] as [([String: String], [String: String], [String: String], Int)]
    )
    func theStrongestSourceWins(
        flags: [String: String],
        environment: [String: String],
        dotEnv: [String: String],
        port: Int
    ) throws {
        let inputs = SettingInputs(
            flags: flags,
            environment: environment,
            dotEnv: dotEnv,
            file: file("http:\n  port: 5\n")
        )
        #expect(try ServerSettings(inputs).http.port == port)
    }

    @Test func defaultsAreLoopbackAndClosed() throws {
        let settings = try ServerSettings(SettingInputs())
        #expect(settings.http.host == "127.0.0.1")
        #expect(settings.http.port == 8_000)
        #expect(settings.auth.mode == .token)
        #expect(settings.storage.models == "./data/models")
    }

    @Test func anEmptyVariableCountsAsAbsent() throws {
        let inputs = SettingInputs(environment: ["AGENT_MEMORY_HTTP_PORT": "", "AUTH_MODE": ""])
        #expect(try ServerSettings(inputs).http.port == 8_000)
    }

    @Test(arguments: [
        "http:\n  allowedHosts: [a.example, b.example]\n", "http:\n  allowedHosts: a.example, b.example\n",
    ])
    func aListMayBeWrittenAsAListOrWithCommas(text: String) throws {
        #expect(try ServerSettings(SettingInputs(file: file(text))).http.allowedHosts == ["a.example", "b.example"])
    }

    @Test func aFileOfRemarksSaysNothing() throws {
        #expect(try ServerSettings(SettingInputs(file: file("# nothing yet\n\n"))).http.port == 8_000)
    }
}

@Suite struct ProblemTests {
    @Test func allProblemsAreReportedTogether() {
        let environment = [
            "AGENT_MEMORY_HTTP_PORT": "65536", "AGENT_MEMORY_AUTH_MODE": "Token", "AGENT_MEMORY_LOG_LEVEL": "loud",
        ]
        let found = sentences(SettingInputs(environment: environment))
        #expect(found.count == 3)
        #expect(found[0] == "http.port: “65536” (environment) is not a whole number in 0…65535.")
        #expect(found[1] == "auth.mode: “Token” (environment) is none of token | disabled.")
    }

    @Test func aFileThatIsNoMappingIsAProblem() {
        #expect(sentences(SettingInputs(file: file("- a\n- b\n"))).first?.contains("is not a YAML mapping") == true)
    }

    @Test(
        "Schemes that no application can own are refused",
        arguments: ["javascript", "https", "data", "my app", "1x", "myapp://cb", "é"]
    )
    func unusableRedirectScheme(name: String) {
        #expect(throws: SettingProblems.self) {
            try ServerSettings(SettingInputs(environment: ["AGENT_MEMORY_OAUTH_REDIRECT_SCHEMES": "myapp,\(name)"]))
        }
    }

    @Test("Redirect schemes are read in lower case")
    func redirectSchemes() throws {
        let settings = try ServerSettings(
            SettingInputs(environment: ["AGENT_MEMORY_OAUTH_REDIRECT_SCHEMES": "MyApp, other+x"])
        )
        #expect(settings.oauth.redirectSchemes == ["myapp", "other+x"] && settings.oauth.idTokenKilobytes == 256)
    }

    @Test func anEndpointWithoutAModelIsAProblem() {
        let found = sentences(SettingInputs(environment: ["AGENT_MEMORY_EMBEDDING_URL": "http://127.0.0.1:11434/v1"]))
        #expect(found == ["embedding.url is set, but embedding.model is not."])
    }
}

@Suite struct OriginTests {
    @Test(
        arguments: [
            ("https://memory.example", "https://memory.example"), ("https://Memory.EXAMPLE/", "https://memory.example"),
            ("https://memory.example:443", "https://memory.example"), ("http://127.0.0.1:80/", "http://127.0.0.1"),
            ("https://memory.example:8443", "https://memory.example:8443"), ("http://[::1]:8000", "http://[::1]:8000"),
            ("ftp://memory.example", nil), ("memory.example", nil), ("nonsense", nil), ("https://", nil),
            ("https:///", nil),
            ("https://memory.example/path", nil), ("https://memory.example//", nil),
            ("https://memory.example?x=1", nil),
            ("https://memory.example#f", nil), ("https://user@memory.example", nil), ("https://memory.example:0", nil),
            ("https://memory.example:99999", nil), ("https://memory.example:080", nil),
            ("https://memory.example:", nil),
            ("https://me mory.example", nil), ("https://[::1", nil), ("https://[::1]x", nil),
            ("https://a\\b.example", nil),
        ] as [(String, String?)]
    )
    func anIssuerIsAnOriginOrAProblem(text: String, origin: String?) throws {
        for key in ["oauth.issuer", "http.publicUrl"] {
            let inputs = SettingInputs(flags: [key: text])
            if let origin {
                let settings = try ServerSettings(inputs)
                #expect((key == "oauth.issuer" ? settings.oauth.issuer : settings.http.origin) == origin)
            } else {
                #expect(
                    sentences(inputs).count == 1
                        && sentences(inputs).first?.contains("is no origin of http or https") == true
                )
            }
        }
    }
}

@Suite struct PublicURLTests {
    /// (flags, where clients reach us)
    @Test(
        arguments: [
            ([:], "http://127.0.0.1:8000"), (["http.host": "::1"], "http://[::1]:8000"),
            (["http.host": "[::1]"], "http://[::1]:8000"),
            (["http.host": "0.0.0.0"], nil), (["http.host": "::"], nil), (["http.host": "[::]"], nil),
            (["http.port": "0"], nil),
            (["oauth.issuer": "https://auth.example"], "https://auth.example"),
            (["oauth.issuer": "https://auth.example", "http.host": "0.0.0.0"], "https://auth.example"),
            (
                ["oauth.issuer": "https://auth.example", "http.publicUrl": "https://memory.example"],
                "https://memory.example"
            ),
        ] as [([String: String], String?)]
    )
    func itIsAsSetElseTheIssuerElseWhereWeListen(flags: [String: String], origin: String?) throws {
        #expect(try ServerSettings(SettingInputs(flags: flags)).http.origin == origin)
    }
}

@Suite struct SigningSettingsTests {
    private static let long = String(repeating: "s", count: 32)

    @Test(
        arguments: [
            ([:], .rs256, nil),
            (["AGENT_MEMORY_OAUTH_ALGORITHM": "HS256"], .hs256, nil),
            (["AGENT_MEMORY_OAUTH_ALGORITHM": "HS256", "AGENT_MEMORY_OAUTH_SHARED_SECRET": long], .hs256, nil),
            (["AGENT_MEMORY_OAUTH_ALGORITHM": "HS256", "MCP_OAUTH_SECRET_KEY": long], .hs256, nil),
            // A secret alone asks for nothing.
            (["MCP_OAUTH_SECRET_KEY": "short"], .rs256, nil),
            (
                ["AGENT_MEMORY_OAUTH_SHARED_SECRET": long], nil,
                "oauth.sharedSecret is set, but oauth.algorithm is RS256 and not HS256."
            ),
            (
                ["AGENT_MEMORY_OAUTH_ALGORITHM": "HS256", "AGENT_MEMORY_OAUTH_SHARED_SECRET": "short"], nil,
                "has 5 bytes"
            ),
            (["AGENT_MEMORY_OAUTH_ALGORITHM": "HS256", "MCP_OAUTH_PRIVATE_KEY": "pem"], nil, "which has no key pair"),
            (["AGENT_MEMORY_OAUTH_ALGORITHM": "none"], nil, "is none of"),
            (["AGENT_MEMORY_OAUTH_ALGORITHM": "HS512"], nil, "is none of"),
        ] as [([String: String], OAuthSettings.SigningAlgorithm?, String?)]
    )
    func aSharedSecretIsUsedWhereASettingAsksForIt(
        environment: [String: String],
        algorithm: OAuthSettings.SigningAlgorithm?,
        problem: String?
    ) throws {
        let inputs = SettingInputs(environment: environment)
        if let problem {
            #expect(sentences(inputs).count == 1 && sentences(inputs).first?.contains(problem) == true)
        } else {
            #expect(try ServerSettings(inputs).oauth.algorithm == algorithm)
        }
    }
}

@Suite struct PeerTests {
    @Test(
        arguments: [
            (["PORT": "9000"], 8_000), (["PORT": "9000", "AUTH_MODE": "token"], 9_000),
            (["PORT": "9000", "MCP_HTTP_HOST": "127.0.0.1"], 8_000),
        ] as [([String: String], Int)]
    )
    func aGenericNameCountsOnlyBesideADistinctiveOneOfTheSameSystem(environment: [String: String], port: Int) throws {
        #expect(try ServerSettings(SettingInputs(environment: environment)).http.port == port)
    }

    private static let house = [
        "AGENT_MEMORY_AUTH_ISSUERS": "house", "AGENT_MEMORY_AUTH_ISSUER_HOUSE_URL": "https://idp.example",
        "AGENT_MEMORY_AUTH_ISSUER_HOUSE_AUDIENCES": "memory",
    ]
    private static let second = [
        "AGENT_MEMORY_AUTH_ISSUERS": "house,two", "AGENT_MEMORY_AUTH_ISSUER_TWO_URL": "https://two.example",
        "AGENT_MEMORY_AUTH_ISSUER_TWO_AUDIENCES": "memory",
    ]

    /// There is no start without the one place where people get their tokens, unless that is said.
    @Test(
        arguments: [
            ([:], false), (["AGENT_MEMORY_OAUTH_ENABLED": "false"], true), (second, false),
            (second.merging(["AGENT_MEMORY_OAUTH_ENABLED": "false"]) { $1 }, false),
            (["AGENT_MEMORY_OAUTH_ENABLED": "false", "AGENT_MEMORY_AUTH_ISSUER_HOUSE_REQUIRED": "false"], false),
            (["AGENT_MEMORY_AUTH_ISSUER_HOUSE_REQUIRED": "true"], true),
            // Without a name of its own our server gives out no tokens.
            (["AGENT_MEMORY_HTTP_HOST": "0.0.0.0"], true),
            (["AGENT_MEMORY_HTTP_HOST": "0.0.0.0", "AGENT_MEMORY_HTTP_PUBLIC_URL": "https://memory.example"], false),
            (["AGENT_MEMORY_HTTP_HOST": "0.0.0.0", "AGENT_MEMORY_OAUTH_ISSUER": "https://memory.example"], false),
        ] as [([String: String], Bool)]
    )
    func anIssuerIsRequiredWhereItIsTheOnlyWayIn(more: [String: String], isRequired: Bool) throws {
        let settings = try ServerSettings(SettingInputs(environment: Self.house.merging(more) { $1 }))
        #expect(settings.auth.issuers.first?.required == isRequired)
    }

    @Test func theOtherSystemsIssuerIsRequiredWhereItsOwnServerWouldEnd() throws {
        let environment = [
            "OIDC_AUTH_ENABLED": "true", "OIDC_ISSUER": "https://idp.example", "OIDC_AUDIENCE": "memory",
        ]
        #expect(try ServerSettings(SettingInputs(environment: environment)).auth.issuers.first?.required == true)
    }

    @Test(
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
    func theirIssuersBecomeOurs(environment: [String: String], name: String, algorithms: [String]) throws {
        let auth = try ServerSettings(SettingInputs(environment: environment)).auth
        #expect(auth.mode == .token)
        #expect(auth.issuers.map(\.name) == [name])
        #expect(auth.issuers.first?.url == "https://idp.example/")
        #expect(auth.issuers.first?.audiences == ["memory"])
        #expect(auth.issuers.first?.algorithms == algorithms)
    }

    /// Everything that is configured works side by side, whoever's names it is configured by.
    @Test(
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
    func issuersOfEverySystemJoin(own: [String: String], names: [String], first: String) throws {
        let theirs = [
            "AUTH_MODE": "oauth2", "OAUTH2_ISSUER_URL": "https://two.example/", "OAUTH2_AUDIENCE": "memory",
            "OIDC_AUTH_ENABLED": "true",
            "OIDC_ISSUER": "https://three.example", "OIDC_AUDIENCE": "memory",
        ]
        let issuers = try ServerSettings(SettingInputs(environment: theirs.merging(own) { $1 })).auth.issuers
        #expect(issuers.map(\.name) == names && issuers.first?.url == first)
        // With the file, which is weaker than another system's name, no less.
        guard own == Self.house else { return }
        let text =
            "auth:\n  issuers: house\n  issuer:\n    house:\n      url: https://idp.example\n      audiences: memory\n"
        let inputs = SettingInputs(environment: theirs, file: file(text))
        #expect(try ServerSettings(inputs).auth.issuers.map(\.name) == names)
    }

    @Test(
        arguments: [
            (["AUTH_MODE": "oauth2"], "oauth2", "OAUTH2_ISSUER_URL", "OAUTH2_AUDIENCE"),
            (["OIDC_AUTH_ENABLED": "true"], "oidc", "OIDC_ISSUER", "OIDC_AUDIENCE"),
        ])
    func whatIsMissingIsCalledByTheirNameToo(environment: [String: String], name: String, url: String, audience: String)
    {
        let found = sentences(SettingInputs(environment: environment))
        #expect(found.first == "auth.issuer.\(name).url (\(url)) is not set.")
        #expect(
            found.last?.hasPrefix("auth.issuer.\(name).audiences (\(audience)) is not set") == true && found.count == 2
        )
    }

    @Test func aForeignNameIsReportedWithOurs() throws {
        let settings = try ServerSettings(SettingInputs(environment: ["MCP_HTTP_PORT": "9000"]))
        #expect(
            settings.foreignReadings == [
                "http.port is read from MCP_HTTP_PORT, a name of MCP Memory Service; ours is AGENT_MEMORY_HTTP_PORT"
            ]
        )
    }

    @Test func theirStorageOfGrantsIsUnderstood() throws {
        func oauth(_ environment: [String: String]) throws -> ServerSettings {
            try ServerSettings(SettingInputs(environment: environment))
        }
        #expect(try oauth(["MCP_OAUTH_STORAGE_BACKEND": "memory"]).oauth.forgets)
        #expect(try !oauth(["MCP_OAUTH_STORAGE_BACKEND": "sqlite"]).oauth.forgets)
        #expect(try !oauth([:]).oauth.forgets)
        let remarks = try oauth(["MCP_OAUTH_SQLITE_PATH": "/x/oauth.db", "MCP_OAUTH_PUBLIC_KEY": "pem"]).foreignReadings
        #expect(
            remarks == [
                "MCP_OAUTH_PUBLIC_KEY, a name of MCP Memory Service, is not used: the public key follows from the private one.",
                "MCP_OAUTH_SQLITE_PATH, a name of MCP Memory Service, is not used: what the authorization server keeps is in the database "
                    + "of `data`.",
            ]
        )
    }

    @Test func everyRowNamesASettingThatExists() throws {
        let groups = ["auth.issuers": "oauth2,oidc"].merging(
            ["oauth2", "oidc"].flatMap { [("auth.issuer.\($0).url", "-"), ("auth.issuer.\($0).audiences", "-")] }
        ) { first, _ in first }
        let keys = Set(try ServerSettings(SettingInputs(flags: groups)).entries.map(\.key))
        for peer in PeerReading.peers {
            for row in peer.rows { #expect(keys.contains(row.key), "\(row.name)") }
        }
    }
}

@Suite struct EnvironmentNameTests {
    /// The reader asks swift-configuration, the reference prints our own spelling: they must agree.
    @Test func everyDocumentedNameIsTheOneThatIsRead() throws {
        for entry in try ServerSettings(SettingInputs()).entries {
            let layers = try SettingLayers(SettingInputs(environment: [EnvironmentName.of(entry.key): "value"]))
            #expect(layers.value(entry.key)?.text == "value", "\(entry.key)")
        }
    }
}
