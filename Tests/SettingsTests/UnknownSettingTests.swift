import Settings
import Testing

@Suite struct UnknownSettingTests {
    private static func warnings(_ environment: [String: String]) throws -> [String] {
        try ServerSettings(SettingInputs(environment: environment)).warnings
    }

    @Test(
        "Variables that Kubernetes and docker --link set for a service with our name are ignored, even if a setting has that name",
        arguments: [
            [
                "AGENT_MEMORY_SERVICE_HOST": "10.43.12.7", "AGENT_MEMORY_SERVICE_PORT": "8000",
                "AGENT_MEMORY_SERVICE_PORT_HTTP": "8000",
                "AGENT_MEMORY_PORT": "tcp://10.43.12.7:8000", "AGENT_MEMORY_PORT_8000_TCP": "tcp://10.43.12.7:8000",
                "AGENT_MEMORY_PORT_8000_TCP_PROTO": "tcp", "AGENT_MEMORY_PORT_8000_TCP_PORT": "8000",
                "AGENT_MEMORY_PORT_8000_TCP_ADDR": "10.43.12.7", "AGENT_MEMORY_PORT_53_UDP": "udp://10.43.12.7:53",
            ],
            [
                "AGENT_MEMORY_HTTP_SERVICE_HOST": "10.43.12.7", "AGENT_MEMORY_HTTP_SERVICE_PORT": "80",
                "AGENT_MEMORY_HTTP_PORT": "tcp://10.43.12.7:80", "AGENT_MEMORY_HTTP_PORT_80_TCP": "tcp://10.43.12.7:80",
                "AGENT_MEMORY_HTTP_PORT_80_TCP_ADDR": "10.43.12.7",
            ],
            [
                "AGENT_MEMORY_DATA_SERVICE_HOST": "fd00::7", "AGENT_MEMORY_DATA_PORT": "tcp://[fd00::7]:80",
                "AGENT_MEMORY_AUTH_SERVICE_HOST": "10.43.12.7", "AGENT_MEMORY_OAUTH_PORT_80_TCP": "tcp://10.43.12.7:80",
            ],
            [
                "AGENT_MEMORY_NAME": "/web/agent-memory", "AGENT_MEMORY_ENV_PATH": "/bin",
                "AGENT_MEMORY_HTTP_NAME": "/web/agent-memory-http",
                "AGENT_MEMORY_PORT_8000_TCP_ADDR": "172.17.0.5",
            ],
            ["MCP_HTTP_PORT": "tcp://10.43.12.7:80", "MCP_HTTP_SERVICE_HOST": "10.43.12.7"],
            [
                "AGENT_MEMORY_AUTH_NAME": "/web/agent-memory-auth", "AGENT_MEMORY_AUTH_ENV_MODE": "x",
                "AGENT_MEMORY_AUTH_ENV_OAUTH_ENABLED": "x",
            ],
        ]
    )
    func serviceLinks(environment: [String: String]) throws {
        let settings = try ServerSettings(SettingInputs(environment: environment))
        #expect(settings.warnings.isEmpty && settings.http.port == 8_000 && settings.foreignReadings.isEmpty)
        // Values that an operator set still count.
        let inputs = SettingInputs(environment: environment, dotEnv: ["AGENT_MEMORY_HTTP_PORT": "9000"])
        #expect(try ServerSettings(inputs).http.port == 9_000)
    }

    @Test(
        "A variable that only resembles those of Kubernetes and Docker is judged by its words",
        arguments: [
            ("AGENT_MEMORY_AUTH_ENV_MODE", "token"), ("AGENT_MEMORY_ENV_AUTH_MODE", "token"),
            ("AGENT_MEMORY_OAUTH_ENV_ENABLED", "off"), ("AGENT_MEMORY_AUTH_SERVICE_HOST", "off"),
            ("AGENT_MEMORY_OAUTH_SERVICE_PORT_REGISTRATION", "off"), ("AGENT_MEMORY_AUTH_NAME", "/web/else"),
            ("AGENT_MEMORY_OAUTH_ENABLED_PORT_80_TCP", "off"),
        ]
    )
    func almostServiceLinks(name: String, value: String) {
        let found = sentences(SettingInputs(environment: [name: value]))
        #expect(found.count == 1 && found[0].hasPrefix("Unknown setting \(name) (environment)."), "\(found)")
    }

    @Test("An address instead of a port in .env is a problem")
    func anAddressInDotEnvIsAProblem() {
        #expect(sentences(SettingInputs(dotEnv: ["AGENT_MEMORY_HTTP_PORT": "tcp://10.43.12.7:80"])).count == 1)
    }

    @Test(
        "An unknown variable causes a warning with the likely names",
        arguments: [
            ("AGENT_MEMORY_IMAGE", ""), ("AGENT_MEMORY_AUTHOR_NAME", ""),
            ("AGENT_MEMORY_API_KEY", ""),
            ("AGENT_MEMORY_PORT", " Did you mean AGENT_MEMORY_HTTP_PORT or AGENT_MEMORY_TLS_ACME_HTTP_PORT?"),
            ("AGENT_MEMORY_HTPP_PORT", " Did you mean AGENT_MEMORY_HTTP_PORT?"),
            ("AGENT_MEMORY_URL", " Did you mean AGENT_MEMORY_HTTP_PUBLIC_URL or AGENT_MEMORY_STORAGE_URL?"),
            ("AGENT_MEMORY_DATA_DIR", " Did you mean AGENT_MEMORY_DATA?"),
            ("AGENT_MEMORY_API_TOKEN", " Did you mean AGENT_MEMORY_TOKEN?"),
            ("AGENT_MEMORY_TOKENS", " Did you mean AGENT_MEMORY_TOKEN?"),
            ("AGENT_MEMORY_LOG_LEVLE", " Did you mean AGENT_MEMORY_LOG_LEVEL?"),
            ("AGENT_MEMORY_NAME", ""),
            ("AGENT_MEMORY_PORT_HTTP", " Did you mean AGENT_MEMORY_HTTP_PORT?"),
        ]
    )
    func anUnknownVariableIsAWarning(name: String, question: String) throws {
        #expect(try Self.warnings([name: "8000"]) == ["Unknown setting \(name) (environment) is ignored.\(question)"])
        let inputs = SettingInputs(dotEnv: [name: "8000"])
        #expect(try ServerSettings(inputs).warnings == ["Unknown setting \(name) (.env file) is ignored.\(question)"])
        #expect(try Self.warnings([name: ""]).isEmpty)
    }

    @Test(
        "An unknown variable that resembles a setting of who gets in prevents the start",
        arguments: [
            ("AGENT_MEMORY_OAUTH_REGISTRTION", "Did you mean AGENT_MEMORY_OAUTH_REGISTRATION?"),
            ("AGENT_MEMORY_OUATH_REGISTRATION", "Did you mean AGENT_MEMORY_OAUTH_REGISTRATION?"),
            ("AGENT_MEMORY_REGISTRATION", "Did you mean AGENT_MEMORY_OAUTH_REGISTRATION?"),
            ("AGENT_MEMORY_DISABLE_REGISTRATION", "Did you mean AGENT_MEMORY_OAUTH_REGISTRATION?"),
            ("AGENT_MEMORY_OAUTH", "Did you mean AGENT_MEMORY_OAUTH_ENABLED?"),
            ("AGENT_MEMORY_ENABLE_OAUTH", "Did you mean AGENT_MEMORY_OAUTH_ENABLED?"),
            ("AGENT_MEMORY_LOGIN", "Did you mean AGENT_MEMORY_LOGIN_LOCAL?"),
            ("AGENT_MEMORY_LOCAL_LOGIN", "Did you mean AGENT_MEMORY_LOGIN_LOCAL?"),
            ("AGENT_MEMORY_AUTH", "Did you mean AGENT_MEMORY_AUTH_MODE?"),
            ("AGENT_MEMORY_DISABLE_AUTH", "Did you mean AGENT_MEMORY_AUTH_MODE?"),
            ("AGENT_MEMORY_ISSUERS", "Did you mean AGENT_MEMORY_OAUTH_ISSUER or AGENT_MEMORY_AUTH_ISSUERS?"),
            ("AGENT_MEMORY_PROVIDERS", "Did you mean AGENT_MEMORY_LOGIN_PROVIDERS?"),
            ("AGENT_MEMORY_ALLOWED_DOMAINS", "Did you mean AGENT_MEMORY_LOGIN_PROVIDER_NAME_ALLOWED_DOMAINS?"),
            ("AGENT_MEMORY_PROXIES_TRUSTED", "Did you mean AGENT_MEMORY_HTTP_TRUSTED_PROXIES?"),
            ("AGENT_MEMORY_AUTHMODE", "Did you mean AGENT_MEMORY_AUTH_MODE?"),
            ("AGENT_MEMORY_ALLOWED_HOSTS", "Did you mean AGENT_MEMORY_HTTP_ALLOWED_HOSTS?"),
            ("AGENT_MEMORY_HTTP_ALLOWED_HOST", "Did you mean AGENT_MEMORY_HTTP_ALLOWED_HOSTS?"),
            ("AGENT_MEMORY_TOKEN_PRESET", "Did you mean AGENT_MEMORY_TOKENS_PRESET?"),
            ("AGENT_MEMORY_LOGIN_LOCALE", "Did you mean AGENT_MEMORY_LOGIN_LOCAL?"),
            ("AGENT_MEMORY_OAUTH_SOMETHING", "Did you mean AGENT_MEMORY_OAUTH_ENABLED?"),
            ("AGENT_MEMORY_RBAC_ENABLED", "`agent-memory config explain` lists every setting."),
        ]
    )
    func misspeltProtections(name: String, cure: String) {
        #expect(
            sentences(SettingInputs(environment: [name: "off"])) == ["Unknown setting \(name) (environment). \(cure)"]
        )
        #expect(sentences(SettingInputs(dotEnv: [name: "off"])).count == 1)
    }

    @Test(
        "An unknown key in the file is a problem with the likely name",
        arguments: [
            ("htpp:\n  port: 1\n", "Unknown setting htpp.port (f). Did you mean http.port?"),
            ("http:\n  public_url: x\n", "Unknown setting http.public_url (f). Did you mean http.publicUrl?"),
            ("port: 1\n", "Unknown setting port (f). Did you mean http.port or tls.acme.httpPort?"),
            ("image: 3\n", "Unknown setting image (f). `agent-memory config explain` lists every setting."),
            ("oauth: off\n", "oauth (f) is a group of settings. Write `oauth:` and, indented below it, `enabled: …`."),
            ("embedding:\n  key:\n    sesame: x\n", "embedding.key (f) takes one value and no settings below it."),
            ("embedding: {\"key:sesame\": x}\n", "Unknown setting embedding.key… (f). Did you mean embedding.key?"),
        ]
    )
    func anUnknownKeyOfTheFileIsAProblem(text: String, sentence: String) {
        #expect(sentences(SettingInputs(file: .init(path: "f", text: text))) == [sentence])
    }

    @Test(
        "Settings of a member that is not in its list are one problem, which says what to add",
        arguments: [
            (["AGENT_MEMORY_AUTH_ISSUER_KC_URL": "x"], "", "auth.issuer.kc", "AGENT_MEMORY_AUTH_ISSUERS=kc"),
            (
                ["AGENT_MEMORY_AUTH_ISSUER_MY_KC_JWKS_URL": "x", "AGENT_MEMORY_AUTH_ISSUER_MY_KC_AUDIENCES": "x"], "",
                "auth.issuer.my-kc",
                "AGENT_MEMORY_AUTH_ISSUERS=my-kc"
            ),
            (
                ["AGENT_MEMORY_LOGIN_PROVIDER_G_CLIENT_SECRET_FILE": "x"], "", "login.provider.g",
                "AGENT_MEMORY_LOGIN_PROVIDERS=g"
            ),
            (
                ["AGENT_MEMORY_LOGIN_PROVIDER_ENV_ALLOWED_DOMAINS": "x"], "", "login.provider.env",
                "AGENT_MEMORY_LOGIN_PROVIDERS=env"
            ),
            (
                [:], "auth:\n  issuer:\n    kc:\n      url: x\n      audiences: x\n", "auth.issuer.kc",
                "auth.issuers: kc"
            ),
            ([:], "login:\n  providers:\n    kc:\n      url: x\n", "login.provider.kc", "login.providers: kc"),
            (
                [
                    "AGENT_MEMORY_AUTH_ISSUERS": "okta", "AGENT_MEMORY_AUTH_ISSUER_OKTA_URL": "x",
                    "AGENT_MEMORY_AUTH_ISSUER_OKTA_AUDIENCES": "x",
                ],
                "auth:\n  issuer:\n    kc:\n      url: x\n", "auth.issuer.kc", "auth.issuers: okta,kc"
            ),
        ] as [([String: String], String, String, String)]
    )
    func aGroupsMemberThatIsNotListed(environment: [String: String], text: String, member: String, cure: String) {
        let found = sentences(SettingInputs(environment: environment, file: .init(path: "f", text: text)))
        #expect(
            found.count == 1 && found[0].hasPrefix("\(member).… (") && found[0].hasSuffix("Add `\(cure)`."),
            "\(found)"
        )
    }

    @Test(
        "A secret that was written as a key is not repeated in the message",
        arguments: [
            ("embedding: {sk-sEkReT1: }", "Unknown setting embedding.…"), ("sk-sEkReT1:\n  a: b", "Unknown setting …"),
            ("oauth:\n  colour: blue", "Unknown setting oauth.colour"),
        ]
    )
    func secretsAsKeys(text: String, sentence: String) {
        #expect {
            try ServerSettings(SettingInputs(file: .init(path: "agent-memory.yaml", text: text)))
        } throws: { error in
            "\(error)".contains(sentence) && !"\(error)".contains("sEkReT1")
        }
    }
}
