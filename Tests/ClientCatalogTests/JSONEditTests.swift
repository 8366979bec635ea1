import Base
import Testing

@testable import ClientCatalog

@Suite struct JSONEditTests {
    private static let path = ["mcpServers", "memory"]

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let before: String
        let after: String
        /// After removing the entry again, when that is not `before`.
        var removed: String?
    }

    static let url = #""url": "http://127.0.0.1:8000/mcp""#

    static let rows = [
        Row(
            testDescription: "an empty file",
            before: "",
            after: "{\n  \"mcpServers\": {\n    \"memory\": {\n      \(url)\n    }\n  }\n}\n",
            removed: "{\n  \"mcpServers\": {}\n}\n"
        ),
        Row(
            testDescription: "only comments",
            before: "// mine\n",
            after: "// mine\n{\n  \"mcpServers\": {\n    \"memory\": {\n      \(url)\n    }\n  }\n}\n",
            removed: "// mine\n{\n  \"mcpServers\": {}\n}\n"
        ),
        Row(
            testDescription: "an empty object",
            before: "{}",
            after: "{\n  \"mcpServers\": {\n    \"memory\": {\n      \(url)\n    }\n  }\n}",
            removed: "{\n  \"mcpServers\": {}\n}"
        ),
        Row(
            testDescription: "another server",
            before: "{\n    \"mcpServers\": {\n        \"a\": {\"url\": \"x\"}\n    }\n}\n",
            after:
                "{\n    \"mcpServers\": {\n        \"a\": {\"url\": \"x\"},\n        \"memory\": {\n            \(url)\n        }\n    }\n}\n"
        ),
        Row(
            testDescription: "tabs, a trailing comma and comments",
            before: "{\n\t\"mcpServers\": {\n\t\t\"a\": {}, // one\n\t\t/* two */\n\t},\n}\n",
            after:
                "{\n\t\"mcpServers\": {\n\t\t\"a\": {}, // one\n\t\t/* two */\n\t\t\"memory\": {\n\t\t\t\(url)\n\t\t},\n\t},\n}\n"
        ),
        Row(
            testDescription: "a comment after the last value",
            before: "{\n  \"mcpServers\": {\n    \"a\": 1 // one\n  }\n}\n",
            after: "{\n  \"mcpServers\": {\n    \"a\": 1, // one\n    \"memory\": {\n      \(url)\n    }\n  }\n}\n"
        ),
        Row(
            testDescription: "everything on one line",
            before: "{\"mcpServers\":{\"a\":{\"url\":\"x\"}},\"b\":[1,2]}",
            after: "{\"mcpServers\":{\"a\":{\"url\":\"x\"}, \"memory\": {\(url)}},\"b\":[1,2]}"
        ),
        Row(
            testDescription: "everything on one line, no servers",
            before: "{\"mcpServers\":{},\"b\":1}",
            after: "{\"mcpServers\":{\"memory\": {\(url)}},\"b\":1}"
        ),
        Row(
            testDescription: "lines that end with CR LF",
            before: "{\r\n  \"b\": 1,\r\n  \"mcpServers\": {\r\n    \"a\": {}\r\n  }\r\n}\r\n",
            after:
                "{\r\n  \"b\": 1,\r\n  \"mcpServers\": {\r\n    \"a\": {},\r\n    \"memory\": {\r\n      \(url)\r\n    }\r\n  }\r\n}\r\n"
        ),
        Row(
            testDescription: "a byte order mark and no final line break",
            before: "\u{feff}{\n  \"mcpServers\": {\n    \"a\": {}\n  }\n}",
            after: "\u{feff}{\n  \"mcpServers\": {\n    \"a\": {},\n    \"memory\": {\n      \(url)\n    }\n  }\n}"
        ),
    ]

    @Test("An entry is inserted in the style of the file, and removed without a trace", arguments: rows)
    func insertion(row: Row) throws {
        let after = try edited(row.before, .jsonc) { try $0.setting(plainEntry, at: Self.path) }
        #expect(after == row.after)
        #expect(try edited(after, .jsonc) { try $0.setting(plainEntry, at: Self.path) } == after, "a second time")
        #expect(try edited(after, .jsonc) { try $0.removing(Self.path) } == row.removed ?? row.before)
    }

    @Test("An entry that is there keeps what the person added, and loses what belongs to another transport")
    func change() throws {
        let before = """
            {"mcpServers": {
              "memory": {
                "type": "sse", // old
                "url": "https://old.example/sse", /* here */
                "alwaysAllow": ["search_memory"],
                "headers": {"Authorization": "Bearer amt_x"}
              }
            }}
            """
        let after = """
            {"mcpServers": {
              "memory": { // old
                "url": "http://127.0.0.1:8000/mcp", /* here */
                "alwaysAllow": ["search_memory"]
              }
            }}
            """
        let found = try edited(before, .jsonc) { try $0.setting(plainEntry, at: Self.path) }
        #expect(found.replacing("\n     // old", with: " // old").replacing("\n    // old", with: " // old") == after)
    }

    @Test(
        "A broken file is refused with line and column",
        arguments: [
            ("{\n  \"mcpServers\": {\n", "an object is not closed (line 3, column 1)"),
            ("{\"a\": 1 \"b\": 2}", "a comma is missing (line 1, column 9)"),
            ("{\n  'a': 1\n}", "a name in quotes is expected (line 2, column 3)"),
            ("{\"a\": 'x'}", "a string is in single quotes (line 1, column 7)"),
            ("{\"a\": \"x}", "a string is not closed (line 1, column 7)"),
            ("{\"ä\": nul}", "a value is not JSON (line 1, column 7)"),
            ("{\"a\": 01}", "a value is not JSON (line 1, column 7)"),
            ("{} {}", "something follows the value (line 1, column 4)"),
            ("{\"a\": [1 2]}", "a comma is missing (line 1, column 10)"),
            ("{ /* x }", "a comment is not closed (line 1, column 3)"),
            ("{\"a\": \"\\x\"}", "a backslash in a string is not an escape (line 1, column 8)"),
            ("[]", "the value that should contain “mcpServers” is not an object (line 1, column 1)"),
            ("{\"mcpServers\": null}", "the value that should contain “memory” is not an object (line 1, column 16)"),
            ("{\"mcpServers\": {}, \"mcpServers\": {}}", "“mcpServers” is there twice (line 1, column 20)"),
            (String(repeating: "[", count: 500), "it is nested too deeply (line 1, column 101)"),
            ("\u{0}", "it is not UTF-8 text"),
        ]
    )
    func refusal(text: String, message: String) {
        #expect(flaw(in: text, .jsonc)?.description == message)
    }

    @Test("A lone surrogate and a control character elsewhere in the file stay as they are")
    func oddTexts() throws {
        let before = #"{"history": ["\ud83d", "\u0007"], "mcpServers": {"a": {}}}"#
        let after = try edited(before, .json) { try $0.setting(plainEntry, at: Self.path) }
        #expect(after.contains(#"["\ud83d", "\u0007"]"#))
    }
}
