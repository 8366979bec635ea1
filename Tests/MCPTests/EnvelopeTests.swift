import Base
import TestSupport
import Testing

@testable import MCP

@Suite("2026-07-28: what every request carries (basic/index, transports/streamable-http, SEP-2575, SEP-2243)")
struct EnvelopeTests {
    /// A deviation from a correct request and its error; nil when it succeeds.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = "server/discover"
        var params: JSONValue = [:]
        var meta: JSONValue? = Client.meta
        var headers: [(String, String)]?
        let code: RPCError.Code?

        init(
            _ name: String,
            method: String = "server/discover",
            params: JSONValue = [:],
            meta: JSONValue? = Client.meta,
            headers: [(String, String)]? = nil,
            _ code: RPCError.Code?
        ) {
            self.testDescription = name
            self.method = method
            self.params = params
            self.meta = meta
            self.headers = headers
            self.code = code
        }
    }

    private static let version = ("MCP-Protocol-Version", "2026-07-28")
    private static let discover = ("Mcp-Method", "server/discover")
    private static let call: JSONValue = ["name": "list_memories", "arguments": [:]]
    private static let calling = [version, ("Mcp-Method", "tools/call")]

    static let rows: [Row] = [
        Row("a correct request", nil),
        Row("without clientInfo", meta: Client.meta(without: "clientInfo"), nil),
        Row("without _meta", meta: nil, .invalidParams),
        Row("_meta is an array", meta: [], .invalidParams),
        Row("without protocolVersion", meta: Client.meta(without: "protocolVersion"), .invalidParams),
        Row("without clientCapabilities", meta: Client.meta(without: "clientCapabilities"), .invalidParams),
        Row("clientCapabilities is a string", meta: Client.meta(with: "clientCapabilities", "all"), .invalidParams),
        Row(
            "unknown version in header and body",
            meta: Client.meta(version: "v999.0.0"),
            headers: [("MCP-Protocol-Version", "v999.0.0"), discover],
            .unsupportedVersion
        ),
        Row(
            "unknown version in the body only",
            meta: Client.meta(version: "v999.0.0"),
            headers: [version, discover],
            .headerMismatch
        ),
        Row(
            "version is not a string",
            meta: Client.meta(with: "protocolVersion", 1),
            headers: [version, discover],
            .headerMismatch
        ),
        Row(
            "handshake version in the header, 2026-07-28 in the body",
            headers: [("MCP-Protocol-Version", "2025-11-25"), discover],
            .headerMismatch
        ),
        Row("no version header", headers: [discover], .headerMismatch),
        Row("empty version header", headers: [("MCP-Protocol-Version", ""), discover], .headerMismatch),
        Row("two version headers", headers: [version, version, discover], .headerMismatch),
        Row("no Mcp-Method", headers: [version], .headerMismatch),
        Row("different Mcp-Method", headers: [version, ("Mcp-Method", "tools/list")], .headerMismatch),
        Row("Mcp-Method in capitals", headers: [version, ("Mcp-Method", "SERVER/DISCOVER")], .headerMismatch),
        Row("two Mcp-Method", headers: [version, discover, discover], .headerMismatch),
        Row(
            "header names in lower case",
            headers: [("mcp-protocol-version", "2026-07-28"), ("mcp-method", "server/discover")],
            nil
        ),
        Row(
            "header names in capitals",
            headers: [("MCP-PROTOCOL-VERSION", "2026-07-28"), ("MCP-METHOD", "server/discover")],
            nil
        ),
        Row("Mcp-Name", method: "tools/call", params: call, headers: calling + [("Mcp-Name", "list_memories")], nil),
        Row("no Mcp-Name on tools/call", method: "tools/call", params: call, headers: calling, .headerMismatch),
        Row(
            "wrong Mcp-Name",
            method: "tools/call",
            params: call,
            headers: calling + [("Mcp-Name", "wrong_tool_name")],
            .headerMismatch
        ),
        Row(
            "space around Mcp-Name",
            method: "tools/call",
            params: call,
            headers: calling + [("Mcp-Name", "  list_memories \t")],
            nil
        ),
        Row(
            "Mcp-Name in Base64",
            method: "tools/call",
            params: call,
            headers: calling + [("Mcp-Name", "=?base64?bGlzdF9tZW1vcmllcw==?=")],
            nil
        ),
        Row(
            "Mcp-Name in Base64 without its padding",
            method: "tools/call",
            params: call,
            headers: calling + [("Mcp-Name", "=?base64?bGlzdF9tZW1vcmllcw?=")],
            .headerMismatch
        ),
        Row(
            "Mcp-Name with characters that are not Base64",
            method: "tools/call",
            params: call,
            headers: calling + [("Mcp-Name", "=?base64?bGlzd!!!F9tZW1vcmllcw==?=")],
            .headerMismatch
        ),
        Row(
            "two Mcp-Name",
            method: "tools/call",
            params: call,
            headers: calling + [("Mcp-Name", "list_memories"), ("mcp-name", "list_memories")],
            .headerMismatch
        ),
        Row(
            "no Mcp-Name on resources/read",
            method: "resources/read",
            params: ["uri": "memory://x"],
            headers: [version, ("Mcp-Method", "resources/read")],
            .headerMismatch
        ),
        Row(
            "no Mcp-Name on prompts/get",
            method: "prompts/get",
            params: ["name": "recall"],
            headers: [version, ("Mcp-Method", "prompts/get")],
            .headerMismatch
        ),
        Row("initialize", method: "initialize", .methodNotFound),
        Row("ping", method: "ping", .methodNotFound),
        Row("logging/setLevel", method: "logging/setLevel", .methodNotFound),
        Row("resources/subscribe", method: "resources/subscribe", .methodNotFound),
        Row("resources/unsubscribe", method: "resources/unsubscribe", .methodNotFound),
        Row("subscriptions/listen, which is not declared", method: "subscriptions/listen", .methodNotFound),
        Row("unknown/method", method: "unknown/method", .methodNotFound),
        Row("unknown tool", method: "tools/call", params: ["name": "no_such_tool"], .invalidParams),
        Row("tools/call without a name", method: "tools/call", .invalidParams),
        Row(
            "tools/call with arguments that are not an object",
            method: "tools/call",
            params: ["name": "get_memory", "arguments": []],
            .invalidParams
        ),
        Row("unknown prompt", method: "prompts/get", params: ["name": "no_such_prompt"], .invalidParams),
        Row("an unknown cursor", method: "tools/list", params: ["cursor": "xyz"], .invalidParams),
        Row("an unknown cursor", method: "resources/list", params: ["cursor": "xyz"], .invalidParams),
    ]

    @Test("each deviation has its status and code, and the error has the request's id", arguments: rows)
    func checks(row: Row) async throws {
        let client = try await Client(as: People.person("ana"))
        var params = row.params.object ?? [:]
        params["_meta"] = row.meta
        let answer = await client.send(
            row.method,
            .object(params),
            headers: row.headers ?? Client.headers(row.method, row.params)
        )
        #expect(answer.body["id"] == "test-1")
        guard let code = row.code else {
            #expect(answer.status == 200)
            #expect(answer.body["result"]?["resultType"] == "complete")
            return
        }
        #expect(answer.body["error"]?["code"] == .integer(code.rawValue))
        #expect(answer.status == (code == .methodNotFound ? 404 : 400))
    }

    @Test("the error for an unknown version lists the same versions as discovery")
    func versions() async throws {
        let client = try await Client(as: People.person("ana"))
        let refusal = await client.send(
            "server/discover",
            ["_meta": Client.meta(version: "2099-01-01")],
            headers: [("MCP-Protocol-Version", "2099-01-01"), ("Mcp-Method", "server/discover")]
        )
        let discovery = await client.call("server/discover")
        let details = refusal.body["error"]?["data"]
        #expect(details?["requested"] == "2099-01-01")
        #expect(details?["supported"] == ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"])
        #expect(details?["supported"] == discovery["supportedVersions"])
    }

    @Test("A request of a later revision, in any form, gets the supported versions")
    func versionsWithoutMeta() async throws {
        let client = try await Client(as: People.person("ana"))
        let later: JSONValue = ["_meta": ["io.modelcontextprotocol/protocolVersion": "2027-01-01"]]
        for params in [nil, ["_meta": [:]], ["cursor": nil], later] as [JSONValue?] {
            let refusal = await client.send("tools/list", params, headers: [("MCP-Protocol-Version", "2027-01-01")])
            #expect(refusal.status == 400 && refusal.body["error"]?["code"] == -32022)
            #expect(refusal.body["error"]?["message"]?.string?.contains("2026-07-28, 2025-11-25") == true)
            #expect(refusal.body["error"]?["data"]?["requested"] == "2027-01-01")
        }
    }

    @Test("discovery declares the capabilities and names the server")
    func discovery() async throws {
        let result = try await Client(as: People.person("ana")).call("server/discover")
        #expect(result["capabilities"] == ["tools": [:], "resources": [:], "prompts": [:], "completions": [:]])
        #expect(result["instructions"]?.string?.isEmpty == false)
        #expect(result["_meta"]?["io.modelcontextprotocol/serverInfo"]?["name"] == "agent-memory")
        #expect(result["cacheScope"] == "private")
    }

    @Test(
        "cacheable results have a lifetime and a private scope (SEP-2549)",
        arguments: [
            ("tools/list", 300_000), ("prompts/list", 300_000), ("resources/templates/list", 300_000),
            ("resources/list", 0),
        ]
    )
    func freshness(method: String, milliseconds: Int64) async throws {
        let result = try await Client(as: People.person("ana")).call(method)
        #expect(result["ttlMs"] == .integer(milliseconds))
        #expect(result["cacheScope"] == "private")
    }

    @Test("a notification is accepted without a response, unless its version is unknown")
    func notifications() async throws {
        let client = try await Client(as: People.person("ana"))
        let body = Array(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#.utf8)
        guard case .accepted = await client.outcome(body, headers: [("MCP-Protocol-Version", "2026-07-28")]) else {
            Issue.record("not accepted")
            return
        }
        guard
            case .reply(let status, let answer) = await client.outcome(
                body,
                headers: [("MCP-Protocol-Version", "v999.0.0")]
            )
        else {
            Issue.record("accepted")
            return
        }
        #expect(status == 400)
        #expect(answer["error"]?["code"] == -32022)
    }
}
