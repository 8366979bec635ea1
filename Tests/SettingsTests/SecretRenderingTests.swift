import Base
import Settings
import Testing

/// Nothing that is printed contains a secret, whatever its text and its source. The reference lists the secret
/// settings, so that every one is tested.
@Suite struct SecretRenderingTests {
    private static let word = "sesame"

    static let values = [
        "sesame", "sesame\n", " sesame ", "sesame\r\nsesame", "sesame\nsesame", "\u{1}sesame", "\u{1b}[31msesame",
        "sesame\u{7f}",
        "sesame sesame",
        "\"sesame\"", "'sesame", "\"sesame", "sesame\"sesame", "`sesame`", "sésame sesame", "\u{202e}sesame",
        "amt_sesame",
        "https://sesame:sesame@h.example/?sesame#sesame", String(repeating: "sesame", count: 20_000),
        "-----BEGIN sesame", "sesame=sesame",
        "$sesame",
        // Characters with a meaning in YAML.
        "{sesame", "{sesame: sesame}", "{sesame: {sesame: sesame}}", "[sesame, sesame]", "[sesame", "[[sesame]]",
        "[{sesame: 1}]",
        "&sesame sesame",
        "*sesame", "!sesame!x sesame", "!sesame", "sesame: sesame: x", "@sesame", "%sesame", "| sesame", ">\nsesame",
        "? sesame",
        "- sesame", "\tsesame",
        "sesame\n  sesame: x", "\"\\sesame\"", "<<: sesame", "sesame #sesame",
    ]

    @Test("No problem, warning, explanation or description of the settings contains a secret", arguments: values)
    func everyWay(value: String) throws {
        let folder = try Folder()
        try folder.write(value, to: "secret")
        try folder.write(Array(value.utf8) + [0xff, 0xe9], to: "latin1")
        try folder.write([0xff, 0xfe] + value.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }, to: "utf16")
        // Each setting alone, since one problem can hide other messages; and all of them together from every source.
        let keys = try Secrets.keys
        for some in keys.map({ [$0] }) + [keys] {
            let names = some.map(EnvironmentName.of)
            func flags(_ more: [String: String] = [:]) -> [String: String] { Secrets.groups.merging(more) { $1 } }
            func every(_ names: [String], _ value: String) -> [String: String] {
                Dictionary(names.map { ($0, value) }) { $1 }
            }
            func dotEnv(_ line: (String) -> String) throws -> SettingInputs {
                SettingInputs(
                    flags: flags(),
                    dotEnv: try DotEnv.parse("A=1\n" + names.map { line($0) + "\n" }.joined())
                )
            }
            func yaml(_ line: (String) -> String) -> SettingInputs {
                SettingInputs(flags: flags(), file: .init(path: "f", text: some.map { line($0) + "\n" }.joined()))
            }
            var all: [(String, () throws -> SettingInputs)] = [
                ("environment", { SettingInputs(flags: flags(), environment: every(names, value)) }),
                ("flag", { SettingInputs(flags: flags(every(some, value))) }),
                (
                    "secret",
                    {
                        SettingInputs(
                            flags: flags(),
                            environment: every(names.map { $0 + "_FILE" }, folder.path + "/secret")
                        )
                    }
                ),
            ]
            if some == keys {
                all += [
                    (".env", { try dotEnv { "\($0)=\(value)" } }),
                    (".env, quoted", { try dotEnv { "\($0)=\"\(value)\"" } }),
                    (".env, as YAML", { try dotEnv { "\($0): \(value)" } }), ("YAML", { yaml { "\($0): \(value)" } }),
                    ("YAML, no space", { yaml { "\($0):\(value)" } }),
                    ("YAML, quoted", { yaml { "\($0): \"\(value)\"" } }),
                    ("YAML, other quotes", { yaml { "\($0): '\(value)'" } }),
                    ("YAML, nested", { yaml { _ in "embedding:\n  key: \(value)\n" } }),
                ]
                for file in ["latin1", "utf16"] {
                    all.append(
                        (
                            file,
                            {
                                SettingInputs(
                                    flags: flags(),
                                    environment: every(names.map { $0 + "_FILE" }, folder.path + "/" + file)
                                )
                            }
                        )
                    )
                }
                let rows = PeerReading.peers.flatMap(\.rows).filter { keys.contains($0.key) }
                all.append(
                    (
                        "names of other systems",
                        { SettingInputs(flags: flags(), environment: every(rows.map(\.name), value)) }
                    )
                )
            }
            for (way, inputs) in all {
                let said = try Self.said(inputs)
                #expect(!said.contains(Self.word), "\(some), \(way): \(said.prefix(1_000))")
            }
        }
    }

    /// Everything that a command prints for these settings: problems or values.
    private static func said(_ inputs: () throws -> SettingInputs) throws -> String {
        do {
            let settings = try ServerSettings(inputs())
            return SettingReference.explanation(settings) + "\(settings)"
                + (settings.warnings + settings.foreignReadings).joined()
        } catch let problems as SettingProblems {
            return "\(problems)"
        }
    }

    @Test("The message on invalid YAML gives the place and does not quote the line")
    func yaml() {
        let found = sentences(SettingInputs(file: .init(path: "f", text: "embedding:\n  key: \"sesame\n")))
        #expect(
            found == [
                "f is not a YAML mapping: line 3, column 1: while scanning a quoted scalar in line 2, column 8, found unexpected end of stream."
            ]
        )
    }

    @Test("The message on two foreign names with different secrets does not contain the values")
    func conflict() {
        let peers = ["A", "B"].map { Peer(system: $0, rows: [PeerRow("KEY_OF_\($0)", .distinctive, "embedding.key")]) }
        let problems = #expect(throws: SettingProblems.self) {
            try PeerReading.all(in: ["KEY_OF_A": "sesame-1", "KEY_OF_B": "sesame-2"], peers: peers)
        }
        #expect(
            problems?.description.contains("KEY_OF_A") == true && problems?.description.contains("KEY_OF_B") == true
        )
        #expect(problems?.description.contains(Self.word) == false)
    }

    @Test(
        "A URL is shown without user information, query and fragment",
        arguments: [
            ("https://h.example/v1", "https://h.example/v1"),
            ("https://h.example/v1?key=sesame", "https://h.example/v1?…"),
            ("https://sesame:sesame@h.example/v1#sesame", "https://…@h.example/v1#…"),
            ("https://u:se/sa?m#e@h.example/v1", "https://…@h.example/v1"),
            ("https://a.example?sesame,https://b.example", "https://a.example?…"),
        ]
    )
    func addresses(text: String, shown: String) throws {
        for key in ["embedding.url", "auth.issuer.name.jwksUrl", "auth.issuer.name.aliases"] {
            let settings = try ServerSettings(
                SettingInputs(flags: Secrets.groups.merging([key: text, "embedding.model": "m"]) { $1 })
            )
            let output = SettingReference.explanation(settings)
            #expect(output.contains(shown) && !output.contains(Self.word), "\(key)")
        }
        let refused = sentences(SettingInputs(flags: ["http.publicUrl": text]))
        #expect(refused.count == 1 && refused[0].contains("“\(shown)”") && !refused[0].contains(Self.word))
    }
}
