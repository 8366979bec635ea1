import Base
import Testing

@testable import ClientCatalog

@Suite struct ClientStateTests {
    @Test("A client is found by its program, its file or its own folder, but not by a folder that others share")
    func traces() throws {
        let home = "/home/alice"
        let rows: [(id: String, programs: Set<String>, paths: [String], found: String?)] = [
            ("cursor", ["cursor"], [], "/usr/bin/cursor"), ("cursor", [], [home + "/.cursor"], home + "/.cursor"),
            ("claude-code", [], [home], nil), ("claude-code", [], [home + "/.claude.json"], home + "/.claude.json"),
            ("goose", [], [home + "/.config"], nil), ("chatgpt", [], [home], nil),
        ]
        for row in rows {
            let client = try #require(ClientTable.client(named: row.id))
            let machine = ConnectionPlanTests.machine(row.programs)
            let state = ClientState(of: client, on: machine, exists: row.paths.containsExactly, read: { _ in nil })
            #expect(state.found == row.found, "\(row)")
        }
    }

    @Test("A connection is read from the person's and the project's file; a broken file is a remark")
    func connections() throws {
        let client = try #require(ClientTable.client(named: "cursor"))
        let files = [
            "/home/alice/.cursor/mcp.json": #"{"mcpServers": {"memory": {"url": "http://a/mcp"}}}"#,
            "/home/alice/shop/.cursor/mcp.json": "{",
        ]
        let state = ClientState(of: client, on: ConnectionPlanTests.machine(), exists: { _ in true }) {
            files[$0].map { Array($0.utf8) }
        }
        #expect(state.connections == ["http://a/mcp"])
        #expect(state.problem == "/home/alice/shop/.cursor/mcp.json: an object is not closed (line 1, column 2)")
    }
}
