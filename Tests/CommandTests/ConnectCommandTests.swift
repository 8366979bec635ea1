import Authorization
import Base
import Foundation
import Identity
import Settings
import TestSupport
import Testing

@testable import agent_memory

@Suite struct ConnectCommandTests {
    @Test(
        "An address is completed, and anything else is refused",
        arguments: [
            ("https://memory.example", "https://memory.example/mcp"),
            ("https://memory.example/", "https://memory.example/mcp"),
            ("http://127.0.0.1:8000/mcp", "http://127.0.0.1:8000/mcp"),
            ("https://memory.example/a/mcp", "https://memory.example/a/mcp"), ("memory.example", nil), ("ftp://a", nil),
            ("https://a b", nil), ("https://user@a", nil), ("https://a/\"x", nil), ("https://", nil),
        ]
    )
    func addresses(typed: String, address: String?) {
        #expect((try? ConnectionAddress.named(typed)) == address)
    }

    @Test("The local address follows the settings")
    func localAddress() throws {
        let rows: [([String: String], String?)] = [
            ([:], "http://127.0.0.1:8000/mcp"), (["http.host": "0.0.0.0"], "http://127.0.0.1:8000/mcp"),
            (["http.host": "::", "http.port": "9"], "http://[::1]:9/mcp"),
            (["http.publicUrl": "https://m.example"], "https://m.example/mcp"), (["http.port": "0"], nil),
        ]
        for (flags, address) in rows {
            let settings = try ServerSettings(SettingInputs(flags: flags))
            #expect((try? ConnectionAddress.local(settings)) == address, "\(flags)")
        }
    }

    @Test(
        "A command line that contradicts itself is refused",
        arguments: [
            (["connect", "cursor", "--oauth", "--token", "amt_x"], "Use only one of"),
            (["connect", "cursor", "--remove", "--open"], "Use --remove without --open."),
            (["connect", "--dry-run"], "Name a client"), (["connect", "cursor", "--name", "a b"], "--name must be"),
            (["connect", "cursor", "--seconds", "0"], "--seconds must be"),
            (["connect", "emacs"], "No client named emacs. Run `agent-memory connect` for the list."),
            (["connect", "cursor", "--dry-run", "--token", "a b"], "That is not a token."),
            (["connect", "cursor", "--dry-run", "--token-file", "/nonexistent/x"], "/nonexistent/x does not exist."),
        ]
    )
    func contradictions(words: [String], message: String) async throws {
        try await withFolder { folder in
            let found = await refusal(of: words, data: folder) ?? ""
            #expect(found.contains(message), "\(found)")
        }
    }

    @Test("The watch tells a first call, a registration and a complete login apart, and ignores what was before")
    func sightings() async throws {
        try await withDatabase { data in
            let tools = try operatorTools(data)
            let start = Surroundings.time.now()
            func look(_ token: Secret? = nil, since: Timestamp = start) async throws -> ConnectionWatch.Sighting {
                try await ConnectionWatch(tools: tools, since: since, token: token).look()
            }
            #expect(try await look() == .nothing)
            let client = Client(id: ID("c1"), origin: .registered, name: "Cursor", createdAt: start)
            #expect(try await tools.authorization.clients.add(client, limit: nil))
            #expect(try await look() == .registered(name: "Cursor"))
            #expect(try await look(since: start.advanced(by: .seconds(3600))) == .nothing)
            let later = start.advanced(by: .seconds(120))
            try await tools.authorization.clients.touch(client.id, at: later)
            guard case .connected("Cursor", _) = try await look() else { return #expect(Bool(false), "not connected") }

            try await run(["user", "add", "alice"], data: data)
            try await run(
                ["token", "add", "--description", "x", "--user", "alice", "--secret-file", data + "/t"],
                data: data
            )
            let secret = try String(contentsOfFile: data + "/t", encoding: .utf8).trimmingCharacters(
                in: .whitespacesAndNewlines
            )
            #expect(try await look(Secret(secret)) == .nothing)
            let token = try #require(try await tools.tokens.list().first)
            try await tools.stores.apiTokens.touch([token.id: later])
            guard case .called = try await look(Secret(secret)) else { return #expect(Bool(false), "not called") }
        }
    }

    @Test("A program's failure says what it printed; its success says nothing")
    func programs() throws {
        let program = ClientProgram(environment: ["A=b"])
        try program.run("/bin/sh", ["-c", "test \"$A\" = b"])
        do {
            try program.run("/bin/sh", ["-c", "echo no such server >&2; exit 3"])
            #expect(Bool(false), "it succeeded")
        } catch {
            #expect("\(error)" == "/bin/sh failed with exit code 3. no such server")
        }
        #expect(throws: CommandFailure.self) { try program.run("/nonexistent", []) }
    }
}
