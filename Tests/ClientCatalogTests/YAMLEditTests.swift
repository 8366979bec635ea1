import Base
import Testing

@testable import ClientCatalog

@Suite struct YAMLEditTests {
    private static let path = ["extensions", "agentmemory"]
    private static let change = EntryChange(
        members: [.init("type", .string("streamable_http")), .init("uri", .string("http://127.0.0.1:8000/mcp"))],
        first: [.init("enabled", .bool(true)), .init("timeout", .other("300"))],
        owned: ["type", "uri", "headers", "cmd"]
    )
    private static let entry = """
          agentmemory:
            type: "streamable_http"
            uri: "http://127.0.0.1:8000/mcp"
            enabled: true
            timeout: 300

        """

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let before: String
        let after: String
        var removed: String?
    }

    static let rows = [
        Row(
            testDescription: "an empty file",
            before: "",
            after: "extensions:\n" + entry,
            removed: "extensions: {}\n"
        ),
        Row(
            testDescription: "no extensions",
            before: "# mine\nGOOSE_MODEL: gpt # x\n",
            after: "# mine\nGOOSE_MODEL: gpt # x\nextensions:\n" + entry,
            removed: "# mine\nGOOSE_MODEL: gpt # x\nextensions: {}\n"
        ),
        Row(
            testDescription: "an empty mapping",
            before: "extensions: {}\nlast: 1\n",
            after: "extensions:\n" + entry + "last: 1\n"
        ),
        Row(
            testDescription: "an empty mapping with a blank in it",
            before: "extensions: { }\nlast: 1\n",
            after: "extensions:\n" + entry + "last: 1\n",
            removed: "extensions: {}\nlast: 1\n"
        ),
        Row(
            testDescription: "another extension, comments, a block text and a list",
            before: others(followedBy: ""),
            after: others(followedBy: entry)
        ),
    ]

    /// A file with another extension, and what follows it.
    private static func others(followedBy entry: String) -> String {
        """
        extensions:
          memory: # built in
            type: builtin
            text: |
              agentmemory:
                type: no
            envs: []
            args:
            - a: b
            - c
        \(entry)  # the end

        last: "x # y"

        """
    }

    @Test("An entry is inserted in the style of the file, and removed without a trace", arguments: rows)
    func insertion(row: Row) throws {
        let after = try edited(row.before, .yaml) { try $0.setting(Self.change, at: Self.path) }
        #expect(after == row.after)
        #expect(try edited(after, .yaml) { try $0.setting(Self.change, at: Self.path) } == after, "a second time")
        #expect(try edited(after, .yaml) { try $0.removing(Self.path) } == row.removed ?? row.before)
    }

    @Test("An entry that is there keeps what the person changed, and a comment after a value")
    func entryChange() throws {
        let before = """
            extensions:
                agentmemory:
                    enabled: false
                    uri: https://old.example # was there
                    type: sse
                    headers:
                        X-A: b
                    timeout: 10
                other:
                    a: 'it''s'
            """
        let after = try edited(before, .yaml) { try $0.setting(Self.change, at: Self.path) }
        #expect(
            after == """
                extensions:
                    agentmemory:
                        enabled: false
                        uri: "http://127.0.0.1:8000/mcp" # was there
                        type: "streamable_http"
                        timeout: 10
                    other:
                        a: 'it''s'
                """
        )
    }

    @Test(
        "A file that cannot be edited without a doubt is refused with line and column",
        arguments: [
            ("extensions:\n\ta: 1", "a line is indented with a tab (line 2, column 1)"),
            ("- a\n- b", "a line is not “key: value” (line 1, column 1)"),
            ("a: 1\n---\nb: 2", "it has several documents (line 2, column 1)"),
            ("a: \"x", "a value is not closed (line 1, column 4)"), ("a: {b: [c}", "a value is not closed"),
            ("just text", "a line is not “key: value” (line 1, column 1)"),
            ("extensions: {a: {}}", "“extensions” is not a mapping with one entry a line (line 1, column 1)"),
            ("extensions: &x\n  a: 1", "“extensions” is not a mapping with one entry a line"),
            ("extensions:\n  a: 1\nextensions:\n  b: 1", "“extensions” is there twice (line 3, column 1)"),
            ("extensions:\n    a: 1\n  b: 1", "a line is not indented like its neighbours (line 3, column 3)"),
            ("a: \"x\" y", "something follows the value on its line (line 1, column 7)"),
        ]
    )
    func refusal(text: String, message: String) throws {
        let found = try #require(flaw(in: text, .yaml, at: Self.path)).description
        #expect(found.hasPrefix(message))
    }
}
