import Base
import Settings
import Testing

@Suite struct ProtectionTests {
    private static let everywhere = "0.0.0.0"

    /// (environment, mode on loopback, whether other addresses are refused)
    @Test(
        "A server without authentication starts on loopback only",
        arguments: [
            ([:], .token, false),
            (["AUTH_MODE": "token"], .token, false),
            (["TOKEN_AUTH_ENABLED": "true"], .token, false),
            (["TOKEN_AUTH_ENABLED": "false"], .token, false),
            (["DISABLE_AUTH": "false"], .token, false),
            (["DISABLE_AUTH": "true"], .disabled, true),
            (["AUTH_MODE": "disabled"], .disabled, true),
            (["MCP_ALLOW_ANONYMOUS_ACCESS": "false"], .token, false),
            (["AGENT_MEMORY_AUTH_MODE": "disabled"], .disabled, true),
            (["AGENT_MEMORY_AUTH_MODE": "token", "DISABLE_AUTH": "true"], .token, false),
            (["OIDC_AUTH_ENABLED": "false"], .token, false),
        ] as [([String: String], AuthSettings.Mode, Bool)]
    )
    func onlyLoopbackMayBeOpen(environment: [String: String], mode: AuthSettings.Mode, refusedElsewhere: Bool) throws {
        #expect(try ServerSettings(SettingInputs(environment: environment)).auth.mode == mode)
        for host in [Self.everywhere, "192.0.2.1", "::", "memory.example"] {
            let found = sentences(SettingInputs(flags: ["http.host": host], environment: environment))
            #expect(found.isEmpty != refusedElsewhere)
            if refusedElsewhere {
                #expect(found.first?.contains("other machines could read and delete every memory") == true)
            }
        }
    }

    @Test("Loopback addresses do not expose the server", arguments: ["127.0.0.1", "127.1.2.3", "localhost", "::1"])
    func loopbackAddresses(host: String) throws {
        #expect(try ServerSettings(SettingInputs(flags: ["http.host": host])).http.exposure == nil)
    }

    @Test(
        "Names that only resemble loopback expose the server",
        arguments: ["127.0.0.1.example.org", "127.evil.example.org", "10.0.0.1", "0.0.0.0"]
    )
    func loopbackLookalikes(host: String) throws {
        #expect(try ServerSettings(SettingInputs(flags: ["http.host": host])).http.exposure != nil)
    }

    @Test(
        "A foreign value that cannot be honoured is a problem and is not ignored",
        arguments: [
            ["OAUTH2_ISSUER_URL": "https://idp.example/"],
            ["OIDC_AUTH_ENABLED": "true", "OIDC_ISSUER": "https://idp.example"],
            ["OIDC_AUTH_ENABLED": "true", "OIDC_AUDIENCE": "memory"], ["AUTH_MODE": "Toke"],
            ["MCP_OAUTH_STORAGE_BACKEND": "postgres"],
            ["MCP_ALLOW_ANONYMOUS_ACCESS": "true", "MCP_ANONYMOUS_SCOPE": "read write"], ["OIDC_AUTH_ENABLED": "maybe"],
            ["TOKEN_AUTH_ENABLED": "maybe"], ["DISABLE_AUTH": "maybe"], ["MCP_ALLOW_ANONYMOUS_ACCESS": "maybe"],
            ["OAUTH2_ISSUER_URL": "https://idp.example/", "OAUTH2_AUDIENCE": "memory", "OAUTH2_ALGORITHMS": "[]"],
        ]
    )
    func unsupportedForeignValues(environment: [String: String]) {
        #expect(sentences(SettingInputs(environment: environment)).count == 1)
    }

    /// Anonymous reading is limited to this machine unless the settings say otherwise. It cannot be combined with a
    /// server without authentication.
    @Test(
        "Callers without a credential can read only from this machine, unless the settings allow others",
        arguments: [
            (["MCP_ALLOW_ANONYMOUS_ACCESS": "true"], [:], "open", nil),
            (["ALLOW_ANONYMOUS_ACCESS": "true", "MCP_ANONYMOUS_SCOPE": "read"], [:], "open", nil),
            (["MCP_ALLOW_ANONYMOUS_ACCESS": "true", "AUTH_MODE": "token"], [:], "open", nil),
            (
                ["MCP_ALLOW_ANONYMOUS_ACCESS": "true", "AGENT_MEMORY_AUTH_ANONYMOUS_WORKSPACE": "docs"], [:], "docs",
                nil
            ),
            (
                ["MCP_ALLOW_ANONYMOUS_ACCESS": "true"], ["http.host": "0.0.0.0"], nil,
                "the server would listen on 0.0.0.0"
            ),
            (
                ["MCP_ALLOW_ANONYMOUS_ACCESS": "true"], ["http.publicUrl": "https://memory.example"], nil,
                "reached as https://memory.example"
            ),
            (
                ["MCP_ALLOW_ANONYMOUS_ACCESS": "true"], ["http.publicUrl": "http://127.0.0.1.evil.example:80/"], nil,
                "reached as"
            ),
            (["MCP_ALLOW_ANONYMOUS_ACCESS": "true"], ["http.publicUrl": "http://[::1]:8000"], "open", nil),
            (
                ["MCP_ALLOW_ANONYMOUS_ACCESS": "true"],
                ["http.publicUrl": "http://[::1]:8000", "oauth.issuer": "https://auth.example"],
                nil,
                "reached as https://auth.example"
            ),
            (
                ["AGENT_MEMORY_AUTH_ANONYMOUS_WORKSPACE": "docs"],
                ["http.host": "0.0.0.0", "auth.anonymous.anywhere": "true"], "docs", nil
            ),
            (["MCP_ALLOW_ANONYMOUS_ACCESS": "true", "DISABLE_AUTH": "true"], [:], nil, "keep one of them"),
        ] as [([String: String], [String: String], String?, String?)]
    )
    func anonymousReading(
        environment: [String: String],
        flags: [String: String],
        workspace: String?,
        problem: String?
    ) throws {
        let inputs = SettingInputs(flags: flags, environment: environment)
        if let problem {
            #expect(sentences(inputs).count == 1 && sentences(inputs).first?.contains(problem) == true)
        } else {
            let auth = try ServerSettings(inputs).auth
            #expect(auth.anonymousWorkspace == workspace && auth.mode == .token)
        }
    }

    @Test(
        "A server without authentication is refused if it has a public URL",
        arguments: ["http.publicUrl", "oauth.issuer"]
    )
    func openServerWithAPublicURL(key: String) {
        let found = sentences(SettingInputs(flags: ["auth.mode": "disabled", key: "https://memory.example"]))
        #expect(found.count == 1 && found.first?.contains("read and delete every memory") == true)
    }

    @Test(
        "A preset credential must be long enough and valid as a bearer token",
        arguments: [
            (String(repeating: "k", count: 32), nil), ("Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmE+/w==", nil),
            ("short", "has 5 characters and needs 32"), (String(repeating: "ä", count: 40), "no bearer token can have"),
            ("two words of forty characters altogether", "no bearer token can have"),
            ("pad=in=the=middle=of=thirty=two=characters", "no bearer token can have"),
            ("amt_" + String(repeating: "k", count: 40), "begins with amt_"),
        ] as [(String, String?)]
    )
    func presetCredentials(text: String, problem: String?) throws {
        for name in ["AGENT_MEMORY_TOKENS_PRESET", "MCP_API_KEY"] {
            let inputs = SettingInputs(environment: [name: text])
            if let problem {
                let found = sentences(inputs)
                #expect(
                    found.count == 1 && found.first?.contains(problem) == true && found.first?.contains(text) == false
                )
            } else {
                let settings = try ServerSettings(inputs)
                #expect(settings.auth.preset == Secret(text) && settings.auth.presetUser == "admin")
                #expect(
                    !SettingReference.explanation(settings).contains(text)
                        && !settings.foreignReadings.joined().contains(text)
                )
            }
        }
    }

    @Test(
        "If two foreign names contradict each other, the problem names both",
        arguments: [["AUTH_MODE": "token", "DISABLE_AUTH": "true"]]
    )
    func contradictions(environment: [String: String]) {
        let found = sentences(SettingInputs(environment: environment))
        #expect(found.count == 1)
        for name in environment.keys { #expect(found.first?.contains(name) == true) }
    }
}
