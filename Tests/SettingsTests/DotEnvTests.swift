import Settings
import Testing

@Suite struct DotEnvTests {
    @Test(
        "A line sets a variable, with or without export and quotes; quotes may hold several lines",
        arguments: [
            ("A=1", ["A": "1"]), ("export A=1", ["A": "1"]), ("A = 1 ", ["A": "1"]), ("A=\"1 # 2\"", ["A": "1 # 2"]),
            ("A='x=y'", ["A": "x=y"]), ("A=1 # one", ["A": "1"]), ("# A=1\n\nB=2", ["B": "2"]), ("nonsense", [:]),
            ("A=", ["A": ""]),
            ("A=1\r\nB=2\r\n", ["A": "1", "B": "2"]), ("A=\"x\" # a \"remark\"\nB=1", ["A": "x", "B": "1"]),
            ("A=\"a\"b\"", ["A": "a\"b"]),
            ("A=\"one\ntwo\"\nB=2", ["A": "one\ntwo", "B": "2"]),
            ("A='one\r\n\r\ntwo'\r\nB=2", ["A": "one\n\ntwo", "B": "2"]),
            ("A=\"say \\\"yes\\\" # now\"", ["A": "say \\\"yes\\\" # now"]), ("A=\"C:\\\"", ["A": "C:\\"]),
            // Only line ends end lines: the value is whole.
            ("A=\"x\u{b}y\u{85}z\"", ["A": "x\u{b}y\u{85}z"]), ("A=x\u{c}y", ["A": "x\u{c}y"]),
            // Another program's forgotten quote takes no setting with it.
            ("A=\"x\nAGENT_MEMORY_AUTH_MODE=\"token\"", ["A": "\"x", "AGENT_MEMORY_AUTH_MODE": "token"]),
            ("A=\"x\nexport DISABLE_AUTH=false\nB=\"y\"", ["A": "\"x", "DISABLE_AUTH": "false", "B": "y"]),
            // Handed on from the environment, in what Docker reads.
            ("AGENT_MEMORY_HTTP_PORT\nexport AGENT_MEMORY_DATA", [:]),
        ] as [(String, [String: String])]
    )
    func readsWhatComposeFilesHold(text: String, variables: [String: String]) throws {
        #expect(try DotEnv.parse(text) == variables)
    }

    @Test(
        "A line about a setting that cannot be understood is a problem that names the line and quotes no value",
        arguments: [
            ("# x\nAGENT_MEMORY_TOKEN: sesame", ".env, line 2: write AGENT_MEMORY_TOKEN=value."),
            ("AGENT_MEMORY_TOKEN sesame", ".env, line 1: write AGENT_MEMORY_TOKEN=value."),
            ("AGENT_MEMORY_TOKEN: \"a=sesame\"", ".env, line 1: write AGENT_MEMORY_TOKEN=value."),
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
    func aBrokenLineOfOursIsAProblem(text: String, sentence: String) throws {
        let problems = #expect(throws: SettingProblems.self) { try DotEnv.parse(text) }
        #expect(problems?.problems.map(\.sentence) == [sentence])
    }
}
