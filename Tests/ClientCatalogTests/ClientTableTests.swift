import Base
import Testing

@testable import ClientCatalog

@Suite struct ClientTableTests {
    /// The clients of the market survey of November 2026, by the names people use.
    private static let surveyed = [
        "claude", "claude-desktop", "claude-code", "cursor", "cline", "roo", "windsurf", "devin", "vscode", "codex",
        "gemini", "droid", "witsy", "enconvo", "augment", "mcp-link", "chatgpt", "copilot", "zed", "lm-studio",
        "opencode", "kiro", "goose", "antigravity", "kilo", "amp",
    ]

    @Test("Every client of the survey has a row", arguments: surveyed)
    func everyClientHasARow(name: String) {
        #expect(ClientTable.client(named: name) != nil)
        #expect(ClientTable.client(named: name.uppercased()) != nil)
    }

    @Test("The table is JSON in the strict sense, and its date is a day")
    func theTableIsJSON() throws {
        let json = try StrictJSON.parse(ClientTable.text)
        #expect(json["checked"]?.string?.wholeMatch(of: /20\d\d-[01]\d-[0-3]\d/) != nil)
    }

    @Test("Names and initials are not used twice")
    func namesAreUnique() {
        let names = ClientTable.all.flatMap(\.names)
        #expect(Set(names.map { Identifier($0) }).count == names.count)
        #expect(Set(ClientTable.all.map { Identifier($0.initials) }).count == ClientTable.all.count)
    }

    @Test("A row says how the client is connected, and what the person does", arguments: ClientTable.all.map(\.id))
    func theRowIsComplete(id: String) throws {
        let client = try #require(ClientTable.client(named: id))
        #expect(client.file != nil || client.steps != nil)
        #expect(client.file == nil || client.then != nil)
        #expect((0...9).contains(client.hue))
        for command in [client.add, client.addProject, client.remove, client.removeProject].compactMap(\.self) {
            #expect(command.first == client.program)
            #expect(client.file != nil, "without its file nobody can tell whether it is connected")
        }
        guard let file = client.file else { return }
        #expect(!file.key.isEmpty && !file.token.isEmpty)
        #expect(Set(file.user.keys) == Set(Platform.allCases))
        for place in file.user.values { #expect(place.contains(/^(~|\{config\}|\{appdata\})\//)) }
        #expect(file.project?.hasPrefix("/") != true)
        if client.confidence == .note { #expect(!client.notes.isEmpty, "a guess says so") }
    }

    @Test(
        "A row that is misspelt or incomplete is refused",
        arguments: [
            ("{\"checked\": \"x\"}", "no date or no clients"),
            ("{\"checked\": \"x\", \"clients\": [{}]}", "a row without an id has no id"),
            ("{\"checked\": \"x\", \"clients\": [{\"id\": \"a\", \"title\": 1}]}", "a title has the wrong type"),
        ]
    )
    func refusal(text: String, message: String) {
        #expect(throws: (any Error).self) { try ClientTable.read(Array(text.utf8)) }
        do { _ = try ClientTable.read(Array(text.utf8)) } catch { #expect("\(error)" == message) }
    }

    @Test(
        "A client is recognised by the name it registers with",
        arguments: [
            ("Claude Code (memory)", "claude-code"), ("Claude", "claude"), ("Visual Studio Code", "vscode"),
            ("Cursor", "cursor"), ("Codex", "codex"), ("Cursory", nil), ("", nil), ("My Claude", nil),
        ]
    )
    func registeredNames(name: String, id: String?) {
        #expect(ClientTable.client(registeredAs: name)?.id == id)
    }

    @Test("docs/clients has a page for every client, and no other page")
    func pages() throws {
        try expectWritten(ClientPage.index(ClientTable.all), at: "docs/clients/README.md")
        for client in ClientTable.all {
            try expectWritten(ClientPage.page(of: client), at: "docs/clients/\(client.id).md")
        }
        #expect(try files(in: "docs/clients") == (ClientTable.all.map { $0.id + ".md" } + ["README.md"]).sorted())
    }

    @Test(
        "A hosted client is recognised by where it takes its codes",
        arguments: [
            ("https://chatgpt.com/connector/oauth/abc12", "chatgpt"), ("https://chatgpt.com/connector/oauth/", nil),
            ("https://chatgpt.com/connector/oauth/a/b", nil), ("https://evil.example/connector/oauth/abc12", nil),
            ("http://chatgpt.com/connector/oauth/abc12", nil), ("https://claude.ai/api/mcp/auth_callback", "claude"),
            ("http://127.0.0.1/callback", nil), ("", nil),
        ] as [(String, String?)]
    )
    func receivingAt(redirectURI: String, id: String?) {
        #expect(ClientTable.client(receivingAt: redirectURI)?.id == id)
    }
}
