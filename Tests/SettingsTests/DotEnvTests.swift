import Settings
import Testing

@Suite struct DotEnvTests {
    @Test(
        "A line sets a variable, with or without export and quotes; quotes may contain several lines",
        arguments: [
            ("A=1", ["A": "1"]), ("export A=1", ["A": "1"]), ("A = 1 ", ["A": "1"]), ("A=\"1 # 2\"", ["A": "1 # 2"]),
            ("A='x=y'", ["A": "x=y"]), ("A=1 # one", ["A": "1"]), ("# A=1\n\nB=2", ["B": "2"]), ("nonsense", [:]),
            ("A=", ["A": ""]),
            ("A=1\r\nB=2\r\n", ["A": "1", "B": "2"]), ("A=\"x\" # a \"remark\"\nB=1", ["A": "x", "B": "1"]),
            ("A=\"a\"b\"", ["A": "a\"b"]),
            ("A=\"one\ntwo\"\nB=2", ["A": "one\ntwo", "B": "2"]),
            ("A='one\r\n\r\ntwo'\r\nB=2", ["A": "one\n\ntwo", "B": "2"]),
            ("A=\"say \\\"yes\\\" # now\"", ["A": "say \\\"yes\\\" # now"]), ("A=\"C:\\\"", ["A": "C:\\"]),
            // Only line ends separate lines, so the value is complete.
            ("A=\"x\u{b}y\u{85}z\"", ["A": "x\u{b}y\u{85}z"]), ("A=x\u{c}y", ["A": "x\u{c}y"]),
            // A forgotten quote of another program does not hide our settings.
            ("A=\"x\nAGENT_MEMORY_AUTH_MODE=\"token\"", ["A": "\"x", "AGENT_MEMORY_AUTH_MODE": "token"]),
            ("A=\"x\nexport DISABLE_AUTH=false\nB=\"y\"", ["A": "\"x", "DISABLE_AUTH": "false", "B": "y"]),
            // Lines of other programs are theirs.
            ("set A=1\n$env:B=2\nA\nPORT=1\nPORT=2\nC=1\nC=2", ["set A": "1", "$env:B": "2", "PORT": "2", "C": "2"]),
        ] as [(String, [String: String])]
    )
    func readsWhatComposeFilesHold(text: String, variables: [String: String]) throws {
        #expect(try DotEnv.parse(text) == variables)
    }

    @Test(
        "An invalid line about a setting is a problem that names the line and does not quote the value",
        arguments: [
            ("# x\nAGENT_MEMORY_TOKEN: sesame", ".env, line 2: write AGENT_MEMORY_TOKEN=value."),
            ("AGENT_MEMORY_TOKEN sesame", ".env, line 1: write AGENT_MEMORY_TOKEN=value."),
            ("AGENT_MEMORY_TOKEN: \"a=sesame\"", ".env, line 1: write AGENT_MEMORY_TOKEN=value."),
            (
                "AGENT_MEMORY_TOKEN",
                ".env, line 1: AGENT_MEMORY_TOKEN has no value. Write AGENT_MEMORY_TOKEN=value, or remove the line."
            ),
            (
                "A=1\nexport agent_memory_data ",
                ".env, line 2: agent_memory_data has no value. Write AGENT_MEMORY_DATA=value, or remove the line."
            ),
            ("set AGENT_MEMORY_TOKEN=sesame", ".env, line 1: write AGENT_MEMORY_TOKEN=value."),
            ("\n$env:AGENT_MEMORY_TOKEN = \"sesame\"", ".env, line 2: write AGENT_MEMORY_TOKEN=value."),
            ("$Env:agent_memory_token='sesame'", ".env, line 1: write AGENT_MEMORY_TOKEN=value."),
            ("setenv AGENT_MEMORY_TOKEN sesame", ".env, line 1: write AGENT_MEMORY_TOKEN=value."),
            ("- AGENT_MEMORY_TOKEN=sesame", ".env, line 1: write AGENT_MEMORY_TOKEN=value."),
            ("AGENT-MEMORY-TOKEN=sesame", ".env, line 1: write AGENT_MEMORY_TOKEN=value."),
            ("set DISABLE_AUTH=sesame", ".env, line 1: write DISABLE_AUTH=value."),
            (
                "AGENT_MEMORY_TOKEN=sesame\n\nAGENT_MEMORY_TOKEN=sesame",
                ".env, lines 1 and 3 both set AGENT_MEMORY_TOKEN. Keep one of them."
            ),
            ("MCP_API_KEY=sesame\nMCP_API_KEY=", ".env, lines 1 and 2 both set MCP_API_KEY. Keep one of them."),
            (
                "AGENT_MEMORY_TOKEN=\"sesame\nB=2",
                ".env, line 1: the quote that begins the value of AGENT_MEMORY_TOKEN is never closed."
            ),
            (
                "AGENT_MEMORY_TOKEN='sesame\nAGENT_MEMORY_DATA='x'",
                ".env, line 1: the quote that begins the value of AGENT_MEMORY_TOKEN is never closed."
            ),
        ]
    )
    func invalidLines(text: String, sentence: String) throws {
        let problems = #expect(throws: SettingProblems.self) { try DotEnv.parse(text) }
        #expect(problems?.problems.map(\.sentence) == [sentence])
    }
}
