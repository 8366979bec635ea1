import Authorization
import Base
import ClientCatalog
import Foundation
import Identity
import Settings
import TestSupport
import Testing

@testable import agent_memory

@Suite struct ConnectCommandTests {
    /// A token without its last character.
    private static let cutToken = String(APITokenSecret(random: SystemRandom()).token.reveal().dropLast())

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
            (["connect", "cursor", "--hooks"], "--hooks is for claude-code."),
            (["connect", "claude-code", "--hooks", "--token", "amt_x"], "use --token-file instead"),
            (["connect", "emacs"], "No client named emacs. Run `agent-memory connect` for the list."),
            (["connect", "cursor", "--dry-run", "--token", "a b"], "That is not a token."),
            (["connect", "cursor", "--dry-run", "--token", cutToken], "That token is not complete. Copy it again."),
            (["connect", "cursor", "--dry-run", "--token", "amt_x"], "That token is not complete. Copy it again."),
            (
                ["connect", "cursor", "--dry-run", "--token-file", "/nonexistent/x"],
                "the file /nonexistent/x does not exist."
            ),
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
            let cursor = try #require(ClientTable.client(named: "cursor"))
            func step(
                _ stage: ConnectionStage,
                _ client: String?,
                _ name: String?,
                _ seconds: Int64,
                passed: Bool = true
            ) async throws {
                let step = ConnectionStep(
                    stage: stage,
                    client: client.map { ID($0) },
                    name: name,
                    address: "192.0.2.1",
                    at: start.advanced(by: .seconds(seconds)),
                    passed: passed,
                    remark: passed ? nil : "It asked for a scope that does not exist."
                )
                try await tools.authorization.traces.record([step])
            }
            func look(_ token: Secret? = nil, since: Timestamp = start) async throws -> ConnectionWatch.Sighting {
                try await ConnectionWatch(tools: tools, client: cursor, since: since, token: token).look()
            }
            #expect(try await look() == .nothing)
            let client = Client(id: ID("c1"), origin: .registered, name: "Cursor", createdAt: start)
            #expect(try await tools.authorization.clients.add(client, limit: nil))
            try await step(.discovery, nil, "node", 1)
            #expect(try await look() == .reached(.discovery, at: start.advanced(by: .seconds(1))))
            try await step(.registration, "c1", "Cursor", 2)
            #expect(try await look() == .reached(.registration, at: start.advanced(by: .seconds(2))))
            try await step(.login, "c9", "Claude Code", 3)
            #expect(try await look() == .reached(.registration, at: start.advanced(by: .seconds(2))), "another client")
            try await step(.consent, "c1", "Cursor", 4, passed: false)
            let stopped = try await look()
            #expect(stopped == .stopped(.consent, remark: "It asked for a scope that does not exist."))
            #expect(
                !stopped.isConnected
                    && stopped.sentence(about: "Cursor", waited: 1).contains("stopped at the step consent")
            )
            #expect(try await look(since: start.advanced(by: .seconds(3600))) == .nothing)
            let later = start.advanced(by: .seconds(120))
            try await tools.authorization.clients.touch(client.id, at: later)
            guard case .reached(.token, _) = try await look() else { return #expect(Bool(false), "not connected") }
            try await step(.call, "c1", "Cursor", 200)
            let called = try await look()
            #expect(called == .called(at: start.advanced(by: .seconds(200))) && called.isEnd)
            #expect(called.sentence(about: "Cursor", waited: 1).hasPrefix("Cursor is connected (first call at "))

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
            try await tools.stores.uses.note([.apiToken(token.id): CredentialUse(at: later, address: nil)])
            guard case .called = try await look(Secret(secret)) else { return #expect(Bool(false), "not called") }
        }
    }

    @Test("A client that cannot log in gets a token of the only user, which is removed when nothing is written")
    func ownToken() async throws {
        try await withDatabase { data in
            let settings = try ServerSettings(SettingInputs(flags: ["data": data]))
            let client = try #require(ClientTable.client(named: "claude-desktop"))
            #expect(try await ConnectionToken(for: client, settings) == nil, "nobody")
            try await run(["user", "add", "alice"], data: data)
            let token = try #require(try await ConnectionToken(for: client, settings))
            let tools = try operatorTools(data)
            #expect(token.owner.name == "alice" && client.title == token.client.title)
            await #expect(throws: CancellationError.self) { try await token.use { _ in throw CancellationError() } }
            #expect(try await tools.tokens.list().isEmpty)
            let secret = try await token.use { $0 }
            let made = try #require(try await tools.tokens.list().first)
            #expect(made.label == "Claude Desktop" && made.owner == .user(token.owner.id) && made.scopes == .write)
            guard case .one(let found) = try await tools.tokens.find(secret.reveal()) else {
                return #expect(Bool(false), "it is not the token")
            }
            #expect(found.id == made.id)
            try await run(["user", "add", "bob"], data: data)
            #expect(try await ConnectionToken(for: client, settings) == nil, "two")
        }
        try await withFolder { folder in
            let settings = try ServerSettings(SettingInputs(flags: ["data": folder]))
            let client = try #require(ClientTable.client(named: "roo"))
            #expect(try await ConnectionToken(for: client, settings) == nil && contents(of: folder).isEmpty)
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
