import Base
import TestSupport
import Testing

@testable import MCP

@Suite("2024-11-05 to 2025-11-25: the handshake (basic/lifecycle), without sessions")
struct HandshakeTests {
    @Test(
        "initialize agrees on the requested version, or on the newest of the era",
        arguments: [
            ("2024-11-05", "2024-11-05"), ("2025-03-26", "2025-03-26"), ("2025-06-18", "2025-06-18"),
            ("2025-11-25", "2025-11-25"),
            ("2026-07-28", "2025-11-25"), ("1.0", "2025-11-25"), ("", "2025-11-25"),
        ]
    )
    func negotiation(asked: String, settled: String) async throws {
        let client = try await Client(as: People.person("ana"))
        let answer = await client.send(
            "initialize",
            ["protocolVersion": .string(asked), "capabilities": [:], "clientInfo": ["name": "t", "version": "1"]],
            headers: []
        )
        #expect(answer.status == 200)
        let result = answer.body["result"]
        #expect(result?["protocolVersion"] == .string(settled))
        #expect(result?["serverInfo"]?["name"] == "agent-memory")
        #expect(result?["capabilities"]?["tools"] == [:])
        #expect(result?["instructions"]?.string?.isEmpty == false)
        #expect(result?["resultType"] == nil)
    }

    static let versions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", nil]

    @Test("later requests work with a version header, or without one (2025-03-26)", arguments: versions)
    func laterRequests(version: String?) async throws {
        let client = try await Client(as: People.person("ana"))
        let headers = version.map { [("MCP-Protocol-Version", $0)] } ?? []
        let ping = await client.send("ping", nil, headers: headers)
        #expect(ping.status == 200)
        #expect(ping.body["result"] == [:])
        let tools = await client.send("tools/list", nil, headers: headers)
        #expect(tools.body["result"]?["tools"]?.array?.count == 10)
        #expect(tools.body["result"]?["ttlMs"] == nil)
    }

    @Test(
        "an error of a method is a JSON-RPC error, not an HTTP error",
        arguments: [
            ("server/discover", nil, -32601), ("logging/setLevel", nil, -32601), ("resources/subscribe", nil, -32601),
            ("unknown/method", nil, -32601), ("tools/call", ["name": "no_such_tool"], -32602),
            ("initialize", [:], -32602),
        ] as [(String, JSONValue?, Int64)]
    )
    func methodErrors(method: String, params: JSONValue?, code: Int64) async throws {
        let answer = try await Client(as: People.person("ana")).send(
            method,
            params,
            headers: [("MCP-Protocol-Version", "2025-11-25")]
        )
        #expect(answer.status == 200)
        #expect(answer.body["error"]?["code"] == .integer(code))
        #expect(answer.body["id"] == "test-1")
    }

    @Test(
        "an invalid request or an unknown version is an HTTP error",
        arguments: [
            ("{", [], -32700),
            ("[]", [], -32600),
            (#"{"jsonrpc":"2.0","id":1,"result":{}}"#, [], -32600),
            (#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, ["v999.0.0"], -32022),
            (#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, ["2025-11-25", "2025-06-18"], -32600),
        ] as [(String, [String], Int64)]
    )
    func httpErrors(body: String, versions: [String], code: Int64) async throws {
        let client = try await Client(as: People.person("ana"))
        let outcome = await client.outcome(Array(body.utf8), headers: versions.map { ("MCP-Protocol-Version", $0) })
        guard case .reply(let status, let answer) = outcome else {
            Issue.record("no reply")
            return
        }
        #expect(status == 400)
        #expect(answer["error"]?["code"] == .integer(code))
    }

    @Test("notifications/initialized is accepted")
    func initialized() async throws {
        let client = try await Client(as: People.person("ana"))
        let body = Array(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#.utf8)
        guard case .accepted = await client.outcome(body, headers: [("MCP-Protocol-Version", "2025-11-25")]) else {
            Issue.record("not accepted")
            return
        }
    }
}
