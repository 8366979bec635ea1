import Authorization
import Base
import Settings
import Testing

@Suite struct WhiteSpaceTests {
    private static let ends = ["", "\n", "\r\n", " ", "\t \n"]

    @Test("White space around a value is dropped for every kind of value", arguments: ends)
    func everyKind(end: String) throws {
        let token = String(repeating: "k", count: 40)
        for environment in [
            [
                "AGENT_MEMORY_HTTP_PORT": "9000", "AGENT_MEMORY_OAUTH_ENABLED": "true",
                "AGENT_MEMORY_HTTP_PUBLIC_URL": "https://a.example",
                "AGENT_MEMORY_OAUTH_REGISTRATION": "token", "AGENT_MEMORY_OAUTH_REGISTRATION_TOKEN": "initial-token",
                "AGENT_MEMORY_TOKEN": "amt_x",
                "AGENT_MEMORY_TOKENS_PRESET": token, "AGENT_MEMORY_EMBEDDING_KEY": "sk-x", "AGENT_MEMORY_DATA": "/data",
                "AGENT_MEMORY_LOG_LEVEL": "debug",
            ],
            [
                "MCP_HTTP_PORT": "9000", "MCP_OAUTH_ENABLED": "true", "MCP_OAUTH_ISSUER": "https://a.example",
                "MCP_DCR_REGISTRATION_KEY": "initial-token", "AGENT_MEMORY_TOKEN": "amt_x", "MCP_API_KEY": token,
                "AUTH_MODE": "token",
                "AGENT_MEMORY_EMBEDDING_KEY": "sk-x", "AGENT_MEMORY_DATA": "/data", "LOG_LEVEL": "debug",
            ],
        ] {
            for inputs in [
                SettingInputs(environment: environment.mapValues { end + $0 + end }),
                SettingInputs(dotEnv: environment.mapValues { end + $0 + end }),
            ] {
                let settings = try ServerSettings(inputs)
                #expect(
                    settings.http.port == 9_000 && settings.http.publicURL == "https://a.example"
                        && settings.storage.directory == "/data"
                )
                #expect(
                    settings.oauth.registration == .token(Secret("initial-token"))
                )
                #expect(
                    settings.token == Secret("amt_x") && settings.auth.preset == Secret(token)
                        && settings.log.level == .debug
                )
                #expect(settings.embedding.key == Secret("sk-x"))
            }
        }
    }

    @Test("A secret from the environment equals the same secret from a file", arguments: ends)
    func bothWays(end: String) throws {
        let folder = try Folder()
        let text = String(repeating: "k", count: 40)
        try folder.write(text + end, to: "secret")
        let direct = try ServerSettings(SettingInputs(environment: ["AGENT_MEMORY_OAUTH_KEY_ENCRYPTION": text + end]))
            .oauth
        let file = try ServerSettings(
            SettingInputs(environment: ["AGENT_MEMORY_OAUTH_KEY_ENCRYPTION_FILE": folder.path + "/secret"])
        ).oauth
        let now = Timestamp(seconds: 0)
        let key = try TokenKey.generate(.ed25519)
        for (sealing, opensDirect, opensFile) in [(text, true, true), (text + end, true, end.isEmpty)] {
            // The key with white space, as earlier versions read it, still decrypts what they encrypted.
            let stored = try KeyVault(encryptionKey: Secret(sealing)).stored(key, at: now)
            #expect((try? direct.signing.vault.open(stored))?.id == (opensDirect ? key.id : nil))
            #expect((try? file.signing.vault.open(stored))?.id == (opensFile ? key.id : nil))
        }
    }

    @Test("A value of only white space counts as absent")
    func blank() throws {
        let settings = try ServerSettings(
            SettingInputs(environment: ["AGENT_MEMORY_HTTP_PORT": " \n", "AGENT_MEMORY_EMBEDDING_KEY": "\n"])
        )
        #expect(settings.http.port == 8_000 && settings.embedding.key == nil)
    }

    @Test("Prefixes of texts keep their spaces and lose a line end")
    func prefixes() throws {
        let settings = try ServerSettings(
            SettingInputs(environment: ["AGENT_MEMORY_EMBEDDING_QUERY_PREFIX": "query: \n"])
        )
        #expect(settings.embedding.queryPrefix == "query: " && settings.embedding.documentPrefix.isEmpty)
    }

    @Test(
        "A value that an HTTP header cannot carry is refused without being shown",
        arguments: [
            ("AGENT_MEMORY_EMBEDDING_KEY", "sk-ses\name", "number 7 of 10"),
            ("AGENT_MEMORY_EMBEDDING_KEY", "sk-\u{1}sesame", "number 4 of 10"),
            ("AGENT_MEMORY_EMBEDDING_KEY", "\u{feff}sk-sesame", "number 1 of 10"),
            ("AGENT_MEMORY_OAUTH_REGISTRATION_TOKEN", "ses ame", "number 4 of 7"),
            ("AGENT_MEMORY_OAUTH_REGISTRATION_TOKEN", "\"sesame\"", "number 1 of 8"),
        ]
    )
    func header(name: String, value: String, place: String) {
        let found = sentences(SettingInputs(environment: [name: value]))
        #expect(found.count == 1 && found[0].contains(place) && found[0].contains("(environment)"), "\(found)")
        #expect(!found.joined().contains("ame\""))
    }
}
