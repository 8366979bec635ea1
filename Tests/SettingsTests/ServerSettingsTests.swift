import Base
import Settings
import Testing

private func file(_ text: String) -> SettingInputs.File { .init(path: "agent-memory.yaml", text: text) }

@Suite struct PrecedenceTests {
    /// Each case leaves out the strongest source of the previous case.
    @Test(
        "A setting is taken from its strongest source",
        arguments: [
            (["http.port": "1"], ["AGENT_MEMORY_HTTP_PORT": "2"], ["AGENT_MEMORY_HTTP_PORT": "3"], 1),
            ([:], ["AGENT_MEMORY_HTTP_PORT": "2"], ["AGENT_MEMORY_HTTP_PORT": "3"], 2),
            ([:], [:], ["AGENT_MEMORY_HTTP_PORT": "3"], 3),
            ([:], ["MCP_HTTP_PORT": "4"], [:], 4),
            ([:], [:], [:], 5),
        ] as [([String: String], [String: String], [String: String], Int)]
    )
    func precedence(
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

    @Test("By default the server listens on loopback and requires a credential")
    func defaults() throws {
        let settings = try ServerSettings(SettingInputs())
        #expect(settings.http.host == "127.0.0.1")
        #expect(settings.http.port == 8_000)
        #expect(settings.auth.mode == .token)
        #expect(settings.storage.models == "./data/models")
    }

    @Test("An empty variable counts as absent")
    func emptyVariables() throws {
        let inputs = SettingInputs(environment: ["AGENT_MEMORY_HTTP_PORT": "", "AUTH_MODE": ""])
        #expect(try ServerSettings(inputs).http.port == 8_000)
    }

    @Test(
        "A list can be written as a YAML list or with commas",
        arguments: [
            "http:\n  allowedHosts: [a.example, b.example]\n", "http:\n  allowedHosts: a.example, b.example\n",
        ]
    )
    func lists(text: String) throws {
        let hosts = try ServerSettings(SettingInputs(file: file(text))).http.allowedHosts.map(\.description)
        #expect(hosts == ["a.example", "b.example"])
    }

    @Test("A configuration file of comments only is valid")
    func fileOfComments() throws {
        #expect(try ServerSettings(SettingInputs(file: file("# nothing yet\n\n"))).http.port == 8_000)
    }
}

@Suite struct ProblemTests {
    @Test("All problems are reported together")
    func allProblems() {
        let environment = [
            "AGENT_MEMORY_HTTP_PORT": "65536", "AGENT_MEMORY_AUTH_MODE": "Token", "AGENT_MEMORY_LOG_LEVEL": "loud",
        ]
        let found = sentences(SettingInputs(environment: environment))
        #expect(found.count == 3)
        #expect(found[0] == "http.port: “65536” (environment) is not a whole number in 0…65535.")
        #expect(found[1] == "auth.mode: “Token” (environment) is not one of token | disabled.")
    }

    @Test(
        "A setting in the file that decides who gets in and has no value is a problem",
        arguments: [
            (
                "oauth:\n  registration:\n",
                "oauth.registration (agent-memory.yaml) has no value. Write one (open | token | off)"
            ),
            ("auth:\n  mode: ''\n", "auth.mode (agent-memory.yaml) has no value."),
            ("oauth:\n  documentDomains: []\n", "oauth.documentDomains (agent-memory.yaml) has no value."),
            ("http:\n  allowedHosts: ['']\n", "http.allowedHosts (agent-memory.yaml) has no value."),
            (
                "login:\n  providers: x\n  provider:\n    x:\n      url: u\n      clientId: c\n      allowedDomains:\n",
                "login.provider.x.allowedDomains (agent-memory.yaml) has no value."
            ),
            ("login:\n  providers: []\n", "login.providers (agent-memory.yaml) has no value."),
            ("oauth:\n  registration: null\n", "oauth.registration (agent-memory.yaml) has no value."),
            ("http:\n  allowedOrigins: ~\n", "http.allowedOrigins (agent-memory.yaml) has no value."),
            ("oauth:\n  registration: {}\n", "agent-memory.yaml, line 2: `{}` sets nothing."),
            ("oauth: {registration: { }, enabled: true}\n", "agent-memory.yaml, line 1: `{}` sets nothing."),
        ]
    )
    func anEmptyProtection(text: String, start: String) throws {
        let found = sentences(SettingInputs(file: file(text)))
        #expect(found.count == 1 && found[0].hasPrefix(start), "\(found)")
    }

    @Test(
        "An empty setting is allowed if it protects nothing or is set elsewhere",
        arguments: ["embedding:\n  queryPrefix: ''\n  key:\n", "oauth:\n  enabled:\n"]
    )
    func emptyAndHarmless(text: String) {
        #expect(sentences(SettingInputs(environment: ["AGENT_MEMORY_OAUTH_ENABLED": "false"], file: file(text))) == [])
    }

    @Test("A key that is written twice is named only if it is a word of our settings")
    func duplicateKeys() {
        #expect(
            sentences(SettingInputs(file: file("http:\n  port: 1\n  port: 2\n"))).first?.contains(
                "port is written twice in one group, in lines 2 and 3. Keep one"
            ) == true
        )
        let found = sentences(SettingInputs(file: file("sesame: 1\nsesame: 2\n")))
        #expect(found.first?.contains("a key is written twice") == true && !found.joined().contains("sesame"))
    }

    @Test("A name with capitals in a list of names is one problem, which shows the valid name")
    func capitalsInANamedGroup() {
        let text = "auth:\n  issuers: KC\n  issuer:\n    KC:\n      url: u\n      audiences: a\n"
        #expect(
            sentences(SettingInputs(file: file(text))) == [
                "auth.issuers: the name “KC” can contain only lower-case letters, digits and “-”. Write it, and the settings under it, as kc."
            ]
        )
    }

    @Test("The former name of a setting works and causes a warning; both names together are a problem")
    func formerNames() throws {
        for inputs in [
            SettingInputs(environment: ["AGENT_MEMORY_OAUTH_FORGETS": "true"]),
            SettingInputs(file: file("oauth:\n  forgets: true\n")),
        ] {
            let settings = try ServerSettings(inputs)
            #expect(settings.oauth.resetsAtStart)
            #expect(settings.warnings.count == 1 && settings.warnings[0].contains("is now called oauth.resetAtStart"))
        }
        // Stronger than another system's name, as the current name is.
        let peer = SettingInputs(environment: [
            "AGENT_MEMORY_OAUTH_FORGETS": "false", "MCP_OAUTH_STORAGE_BACKEND": "memory",
        ])
        #expect(try !ServerSettings(peer).oauth.resetsAtStart)
        let both = ["AGENT_MEMORY_OAUTH_FORGETS": "true", "AGENT_MEMORY_OAUTH_RESET_AT_START": "false"]
        #expect(
            sentences(SettingInputs(environment: both)).first?.contains("Both are set; remove oauth.forgets") == true
        )
    }

    @Test(
        "The scopes of a login provider can be separated by commas or spaces",
        arguments: ["openid,email", "openid, email", "openid email"]
    )
    func loginScopes(text: String) throws {
        let flags = SettingReference.exampleGroups.merging(["login.provider.name.scopes": text]) { $1 }
        #expect(try ServerSettings(SettingInputs(flags: flags)).oauth.providers[0].scopes == "openid email")
    }

    @Test("A configuration file that is not a mapping is a problem")
    func notAMapping() {
        #expect(sentences(SettingInputs(file: file("- a\n- b\n"))).first?.contains("is not a YAML mapping") == true)
    }

    @Test(
        "URI schemes that cannot belong to an application are refused",
        arguments: ["javascript", "https", "data", "my app", "1x", "https://cb", "é", "://"]
    )
    func unusableRedirectScheme(name: String) {
        #expect(throws: SettingProblems.self) {
            try ServerSettings(SettingInputs(environment: ["AGENT_MEMORY_OAUTH_REDIRECT_SCHEMES": "myapp,\(name)"]))
        }
    }

    @Test("Redirect schemes are converted to lower case, and a whole URI is accepted")
    func redirectSchemes() throws {
        let settings = try ServerSettings(
            SettingInputs(environment: ["AGENT_MEMORY_OAUTH_REDIRECT_SCHEMES": "MyApp://callback, other+x, third:"])
        )
        #expect(
            settings.oauth.redirectSchemes == ["myapp", "other+x", "third"] && settings.oauth.idTokenKilobytes == 256
        )
    }

    @Test("An embedding endpoint without a model is a problem")
    func endpointWithoutAModel() {
        let found = sentences(SettingInputs(environment: ["AGENT_MEMORY_EMBEDDING_URL": "http://127.0.0.1:11434/v1"]))
        #expect(found == ["embedding.url is set, but embedding.model is not."])
    }
}

@Suite struct OriginTests {
    @Test(
        "oauth.issuer and http.publicUrl must be origins",
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
    func origins(text: String, origin: String?) throws {
        for key in ["oauth.issuer", "http.publicUrl"] {
            let inputs = SettingInputs(flags: [key: text])
            if let origin {
                let settings = try ServerSettings(inputs)
                #expect((key == "oauth.issuer" ? settings.oauth.issuer : settings.http.origin) == origin)
            } else {
                #expect(
                    sentences(inputs).count == 1
                        && sentences(inputs).first?.contains("is not an http or https origin") == true
                )
            }
        }
    }
}

@Suite struct PublicURLTests {
    /// (flags, the server's origin)
    @Test(
        "The origin is http.publicUrl, else the issuer, else the listening address",
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
    func publicURL(flags: [String: String], origin: String?) throws {
        #expect(try ServerSettings(SettingInputs(flags: flags)).http.origin == origin)
    }
}

@Suite struct EnvironmentNameTests {
    /// swift-configuration reads the names, and the reference prints our own spelling: they must be equal.
    @Test("Every documented environment name is the name that is read")
    func documentedNames() throws {
        for entry in try ServerSettings(SettingInputs()).entries {
            let layers = try SettingLayers(SettingInputs(environment: [EnvironmentName.of(entry.key): "value"]))
            #expect(layers.value(entry.key)?.text == "value", "\(entry.key)")
        }
    }
}
