import Base
import Testing

@testable import ClientCatalog

@Suite struct ConnectionPlanTests {
    static let token = "amt_0123456789"

    static func machine(_ programs: Set<String> = [], _ platform: Platform = .linux) -> Machine {
        Machine(
            platform: platform,
            home: "/home/alice",
            directory: "/home/alice/shop",
            find: { programs.contains($0) ? "/usr/bin/\($0)" : nil }
        )
    }

    static func wish(_ id: String, url: String = "http://127.0.0.1:8000/mcp", token: String? = nil) throws
        -> ConnectionWish
    {
        let client = try #require(ClientTable.client(named: id))
        return ConnectionWish(
            client,
            Filling(
                name: client.entryName,
                url: url,
                token: token.map { Secret($0) },
                program: "/opt/agent-memory",
                data: "/srv/memory"
            )
        )
    }

    /// The preview of a plan, or its refusal.
    static func preview(_ wish: ConnectionWish, on machine: Machine, _ files: [String: String] = [:]) -> [String] {
        do {
            return try ConnectionPlan(wish, on: machine) { files[$0].map { Array($0.utf8) } }.preview
        } catch {
            return ["Refused: \(error)"]
        }
    }

    /// Every way to connect one client, as `--dry-run` shows it.
    private static func golden(_ client: KnownClient) throws -> String {
        var sections: [(String, [String])] = []
        let known = Set([client.program].compactMap(\.self))
        for platform in Platform.allCases {
            sections.append((platform.title, preview(try wish(client.id), on: machine([], platform))))
        }
        sections.append(("its program is on the PATH", preview(try wish(client.id), on: machine(known))))
        sections.append(("--token", preview(try wish(client.id, token: token), on: machine(known))))
        var project = try wish(client.id)
        project.isProject = true
        sections.append(("--project", preview(project, on: machine(known))))
        var opens = try wish(client.id)
        opens.opens = true
        sections.append(("--open", preview(opens, on: machine(known))))
        let reachable = try wish(client.id, url: "https://memory.example/mcp")
        sections.append(("--url https://memory.example", preview(reachable, on: machine())))
        sections.append(("--remove", try removal(client, machine())))
        sections.append(("--remove, its program is on the PATH", try removal(client, machine(known))))
        return sections.map { "== \($0.0)\n" + $0.1.map { $0 + "\n" }.joined() }.joined(separator: "\n")
    }

    private static func removal(_ client: KnownClient, _ machine: Machine) throws -> [String] {
        var files: [String: String] = [:]
        let plan = try ConnectionPlan(try wish(client.id, token: token), on: Self.machine()) { _ in nil }
        for case .edit(let edit) in plan.steps { files[edit.path] = String(decoding: edit.after, as: UTF8.self) }
        var wish = try wish(client.id)
        wish.removes = true
        return preview(wish, on: machine, files)
    }

    @Test("What --dry-run prints is as recorded", arguments: ClientTable.all.map(\.id))
    func goldenFiles(id: String) throws {
        let client = try #require(ClientTable.client(named: id))
        guard !client.isCloud else {
            let url = "https://memory.example/mcp"
            let text =
                "== not public\n" + Self.preview(try Self.wish(id), on: Self.machine()).joined(separator: "\n")
                + "\n\n== public\n"
                + Self.preview(try Self.wish(id, url: url), on: Self.machine()).joined(separator: "\n")
            return try expectWritten(text + "\n", at: "Tests/ClientCatalogTests/Golden/\(id).txt")
        }
        let text = try Self.golden(client)
        #expect(!text.contains(Self.token))
        try expectWritten(text, at: "Tests/ClientCatalogTests/Golden/\(id).txt")
    }

    private static let cursor = "/home/alice/.cursor/mcp.json"

    @Test("An entry of our name that belongs to another server is left alone, unless forced")
    func foreignEntry() throws {
        let file = #"{"mcpServers": {"memory": {"command": "npx", "args": ["-y", "server-memory"]}}}"#
        let refusal = "Refused: \(Self.cursor) has an entry “memory” that points to npx."
        var wish = try Self.wish("cursor")
        #expect(
            Self.preview(wish, on: Self.machine(), [Self.cursor: file]) == [
                refusal + " Choose another name with --name, or replace the entry with --force."
            ]
        )
        wish.isForced = true
        #expect(
            Self.preview(wish, on: Self.machine(), [Self.cursor: file]).prefix(3) == [
                "Would change \(Self.cursor):", "    - \(file)",
                #"    + {"mcpServers": {"memory": {"url": "http://127.0.0.1:8000/mcp"}}}"#,
            ]
        )
        var removal = try Self.wish("cursor")
        removal.removes = true
        #expect(
            Self.preview(removal, on: Self.machine(), [Self.cursor: file]) == [refusal + " With --force it is removed."]
        )
    }

    @Test("Changing from a token to a login removes the token and keeps the person's own headers")
    func fromTokenToLogin() throws {
        let file = """
            {"mcpServers": {"memory": {
              "url": "http://127.0.0.1:8000/mcp",
              "headers": {"Authorization": "Bearer \(Self.token)", "X-Tenant": "a"}
            }}}
            """
        let plan = try ConnectionPlan(try Self.wish("cursor"), on: Self.machine()) { _ in Array(file.utf8) }
        guard case .edit(let edit)? = plan.steps.first else { return #expect(Bool(false), "nothing is written") }
        #expect(
            String(decoding: edit.after, as: UTF8.self)
                == file.replacing("\"Authorization\": \"Bearer \(Self.token)\", ", with: "")
        )
    }

    @Test("A connected client is left as it is, and its own command is not run again")
    func idempotence() throws {
        for id in ["claude-code", "codex", "cursor", "goose", "zed"] {
            let wish = try Self.wish(id)
            let first = try ConnectionPlan(wish, on: Self.machine()) { _ in nil }
            guard case .edit(let edit)? = first.steps.first else { return #expect(Bool(false), "\(id)") }
            let second = try ConnectionPlan(wish, on: Self.machine(["claude", "codex"])) { _ in edit.after }
            #expect(second.steps.isEmpty, "\(id)")
        }
    }

    @Test("A file in the notation of an older version keeps it, and its entry is found and removed there")
    func olderNotation() throws {
        let path = "/home/alice/.config/opencode/opencode.json"
        let former = #"{"mcp": {"mine": {"type": "local", "command": ["x"]}}}"#
        let plan = try ConnectionPlan(try Self.wish("opencode"), on: Self.machine()) { _ in Array(former.utf8) }
        guard case .edit(let edit)? = plan.steps.first else { return #expect(Bool(false), "nothing is written") }
        let after = String(decoding: edit.after, as: UTF8.self)
        #expect(
            after == #"{"mcp": {"mine": {"type": "local", "command": ["x"]}, "#
                + #""memory": {"type": "remote", "url": "http://127.0.0.1:8000/mcp", "enabled": true}}}"#
        )
        let client = try #require(ClientTable.client(named: "opencode"))
        let state = ClientState(of: client, on: Self.machine(), exists: { _ in true }) { _ in Array(after.utf8) }
        #expect(state.connections == ["http://127.0.0.1:8000/mcp", "http://127.0.0.1:8000/mcp"])
        var removal = try Self.wish("opencode")
        removal.removes = true
        #expect(Self.preview(removal, on: Self.machine(), [path: after]).contains { $0.contains("- ") })
        for newer in [#"{"mcp": {"servers": {}, "mine": {"command": "x"}}}"#, #"{"mcp": {"timeout": 5}}"#, "{}"] {
            let plan = try ConnectionPlan(try Self.wish("opencode"), on: Self.machine()) { _ in Array(newer.utf8) }
            guard case .edit(let edit)? = plan.steps.first else { return #expect(Bool(false), "nothing is written") }
            #expect(String(decoding: edit.after, as: UTF8.self).contains("\"servers\": {"), "\(newer)")
        }
    }

    @Test("A client that cannot log in needs a token once: its entry keeps it")
    func clientsWithoutLogin() throws {
        for id in ["claude-desktop", "roo"] {
            let plan = try ConnectionPlan(try Self.wish(id, token: Self.token), on: Self.machine()) { _ in nil }
            guard case .edit(let edit)? = plan.steps.first else { return #expect(Bool(false), "\(id)") }
            let again = try ConnectionPlan(try Self.wish(id), on: Self.machine()) { _ in edit.after }
            #expect(again.steps.isEmpty)
            #expect {
                _ = try ConnectionPlan(try Self.wish(id), on: Self.machine()) { _ in nil }
            } throws: {
                ($0 as? ConnectionRefusal)?.lacksToken == true
            }
            let wish = try Self.wish(id).with(Secret(Self.token))
            #expect(try ConnectionPlan(wish, on: Self.machine()) { _ in nil }.steps == plan.steps)
        }
    }

    @Test("A broken file is named with the place of the flaw")
    func brokenFile() throws {
        #expect(
            Self.preview(try Self.wish("cursor"), on: Self.machine(), [Self.cursor: "{\n  oops"]) == [
                "Refused: \(Self.cursor) was left as it is: a name in quotes is expected (line 2, column 3). Correct it, or add the entry by hand."
            ]
        )
    }

    @Test(
        "Tokens do not appear in a preview, not even those of other servers",
        arguments: [
            ("Authorization: Bearer abc.def", "Authorization: Bearer ‹token›"),
            ("\"Bearer x\", \"amt_a-b_c\"", "\"Bearer ‹token›\", \"‹token›\""), ("plain", "plain"),
        ]
    )
    func hiddenTokens(line: String, shown: String) {
        #expect(FileEdit.hidingTokens(line) == shown)
    }

    @Test(
        "Only an https address that is not in a private network is public",
        arguments: [
            ("https://memory.example/mcp", true), ("http://memory.example/mcp", false),
            ("https://localhost/mcp", false),
            ("https://192.168.1.2/mcp", false), ("https://93.184.216.34/mcp", true), ("https://nas/mcp", false),
            ("https://nas.local/mcp", false), ("https://[fd00::1]/mcp", false), ("x", false),
        ]
    )
    func publicAddresses(url: String, isPublic: Bool) throws {
        #expect(try Self.wish("chatgpt", url: url).isPublic == isPublic)
    }
}
