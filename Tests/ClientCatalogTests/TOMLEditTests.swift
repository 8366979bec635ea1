import Base
import Testing

@testable import ClientCatalog

@Suite struct TOMLEditTests {
    private static let path = ["mcp_servers", "memory"]
    private static let table = "[mcp_servers.memory]\nurl = \"http://127.0.0.1:8000/mcp\"\n"

    @Test(
        "A table is appended, and removed without a trace",
        arguments: [
            "", "model = \"o9\"\n", "# mine\n[mcp_servers.a]\ncommand = \"x\" # why\nargs = [\n  \"[b]\", # c\n]\n",
            "text = \"\"\"\n[mcp_servers.memory]\nurl = 1\n\"\"\"\n", "path = 'C:\\new'\nwhen = 2026-11-29T10:00:00Z\n",
            "[[profiles]]\nname = \"a\"\n[[profiles]]\nname = \"b\"\n",
            "\"quoted key\".a = { b = 1, c = [1.5, true] }\n",
        ]
    )
    func insertion(before: String) throws {
        let after = try edited(before, .toml) { try $0.setting(plainEntry, at: Self.path) }
        #expect(after == before + (before.isEmpty ? "" : "\n") + Self.table)
        #expect(try edited(after, .toml) { try $0.setting(plainEntry, at: Self.path) } == after, "a second time")
        #expect(try edited(after, .toml) { try $0.removing(Self.path) } == before)
    }

    @Test("A table that is there keeps its other keys, its tables and its comments")
    func change() throws {
        let before = """
            a = 1

            [mcp_servers.memory] # ours
            url = "https://old.example" # was there
            startup_timeout_sec = 20
            headers = { x = "y" }

            [mcp_servers.memory.oauth]
            client_id = "c"

            # the next one
            [mcp_servers.z]
            url = "z"
            """
        let after = try edited(before, .toml) { try $0.setting(plainEntry, at: Self.path) }
        #expect(
            after
                == before.replacing("https://old.example", with: "http://127.0.0.1:8000/mcp")
                .replacing("headers = { x = \"y\" }\n", with: "")
        )
        let removed = try edited(after, .toml) { try $0.removing(Self.path) }
        #expect(removed == "a = 1\n\n# the next one\n[mcp_servers.z]\nurl = \"z\"")
    }

    @Test("A token is an inline table; names that need quotes get them")
    func values() throws {
        let change = EntryChange(members: [
            .init("http_headers", .mapping([.init("Authorization", .string("Bearer a\"b\\c"))])),
            .init("odd name", .list([.bool(true), .other("1")])),
        ])
        let text = try edited("", .toml) { try $0.setting(change, at: ["mcp_servers", "a.b"]) }
        #expect(
            text == """
                [mcp_servers."a.b"]
                http_headers = { Authorization = "Bearer a\\"b\\\\c" }
                "odd name" = [true, 1]

                """
        )
        #expect(try ConfigText(Array(text.utf8), format: .toml).entry(at: ["mcp_servers", "a.b"]) == change.whole)
    }

    @Test(
        "A broken file, and an entry in another notation, are refused with line and column",
        arguments: [
            ("a = ", "a value is missing (line 1, column 5)"), ("a = 1 2", "a value"),
            ("[a", "a table's name is not closed"),
            ("a", "an equals sign is missing (line 1, column 2)"),
            ("a = \"x", "a string is not closed (line 1, column 5)"),
            ("a = [1", "an array is not closed"), ("a = yes", "a value is not TOML (line 1, column 5)"),
            ("= 1", "a key is expected (line 1, column 1)"), ("a = {b = 1", "an inline table is not closed"),
            ("a = \"x\" b", "something follows the value on its line (line 1, column 9)"),
            ("mcp_servers = { memory = { url = \"x\" } }", "the entry is written inline or with dotted keys"),
            ("[mcp_servers]\nmemory = { url = \"x\" }", "the entry is written inline or with dotted keys"),
            ("mcp_servers.memory.url = \"x\"", "the entry is written inline or with dotted keys"),
            ("[[mcp_servers]]\na = 1", "“mcp_servers” is an array of tables (line 1, column 1)"),
            ("[mcp_servers.memory]\n[mcp_servers.memory]", "the table is there twice (line 2, column 1)"),
            ("[mcp_servers.memory]\nurl = 1\nurl = 2", "“url” is there twice (line 3, column 1)"),
        ]
    )
    func refusal(text: String, message: String) throws {
        let found = try #require(flaw(in: text, .toml, at: Self.path)).description
        #expect(found.hasPrefix(message))
    }
}
