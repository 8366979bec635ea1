import Base
import HTTPTypes
import HummingbirdTesting
import Memories
import Testing

@testable import HTTPAPI

@Suite("REST and MCP accept and refuse the same values")
struct OneVerdictTests {
    private static func text(_ count: Int) -> JSONValue { .string(String(repeating: "x", count: count)) }
    private static func texts(_ count: Int) -> JSONValue { .array((0..<count).map { .string("t\($0)") }) }
    private static let deep = (0..<40).reduce(JSONValue.null) { value, _ in ["a": value] }

    private static let usual: [HostileValue] = [
        .memory([:], .accepted), .memory(["text": ""], .refused), .memory(["text": " \n"], .refused),
        .memory(["text": text(32_768)], .accepted), .memory(["text": text(32_769)], .refused),
        .memory(["text": "a\u{0}b"], .refused), .memory(["text": 5], .refused), .memory(["text": nil], .refused),
        .memory(["topics": []], .accepted), .memory(["topics": [""]], .refused), .memory(["topics": [" "]], .refused),
        .memory(["topics": ["a\u{7}"]], .refused), .memory(["topics": [nil]], .refused),
        .memory(["topics": "tea"], .refused), .memory(["topics": texts(64)], .accepted),
        .memory(["topics": texts(65)], .refused), .memory(["topics": [text(256)]], .accepted),
        .memory(["topics": [text(257)]], .refused), .memory(["entities": [""]], .refused),
        .memory(["entities": [text(257)]], .refused), .memory(["namespace": ""], .accepted),
        .memory(["namespace": " "], .refused), .memory(["namespace": text(256)], .accepted),
        .memory(["namespace": text(257)], .refused), .memory(["namespace": "a\nb"], .refused),
        .memory(["namespace": 1], .refused), .memory(["namespace": nil], .accepted),
        .memory(["session_id": ""], .accepted), .memory(["session_id": "\t"], .refused),
        .memory(["session_id": text(257)], .refused), .memory(["memory_type": "odd"], .refused),
        .memory(["memory_type": ""], .refused), .memory(["event_date": "yesterday"], .refused),
        .memory(["event_date": ""], .refused), .memory(["event_date": "2026-02-30"], .refused),
        .memory(["metadata": []], .refused), .memory(["metadata": deep], .refused),
        .memory(["metadata": ["k": text(70_000)]], .refused),
        .memories(count: 0, .accepted), .memories(count: 1_000, .accepted), .memories(count: 1_001, .refused),
        .deletion(count: 1, .accepted), .deletion(count: 1_000, .accepted), .deletion(count: 1_001, .refused),
        .session([:], .accepted), .session(["ttl_seconds": 1], .accepted), .session(["ttl_seconds": 0], .refused),
        .session(["ttl_seconds": -1], .refused), .session(["ttl_seconds": nil], .accepted),
        .session(["ttl_seconds": 315_360_000], .accepted), .session(["ttl_seconds": 315_360_001], .refused),
        .session(["ttl_seconds": .integer(.max)], .refused), .session(["ttl_seconds": 1.5], .refused),
        .session(["ttl_seconds": "60"], .accepted), .session(["namespace": ""], .accepted),
        .session(["namespace": " "], .refused), .session(["namespace": text(257)], .refused),
        .session(["context": ""], .accepted), .session(["context": text(262_145)], .refused),
        .session(["data": [1]], .refused), .session(["data": deep], .refused), .session(["messages": nil], .accepted),
        .session(["messages": "x"], .refused), .session([:], id: "%20", .refused),
        .session([:], id: String(repeating: "x", count: 256), .accepted),
        .session([:], id: String(repeating: "x", count: 257), .refused),
        .message(["role": ""], .refused), .message(["role": " "], .refused), .message(["role": nil], .refused),
        .message(["role": text(257)], .refused), .message(["role": "a\nb"], .refused),
        .message(["content": ""], .refused), .message(["content": " "], .refused),
        .message(["content": text(262_145)], .refused), .message(["id": ""], .accepted),
        .message(["id": " "], .refused), .message(["id": text(257)], .refused),
        .message(["created_at": "soon"], .refused), .message(["created_at": "2999-01-01"], .refused),
        .search([:], .accepted), .search(["text": text(8_192)], .accepted), .search(["text": text(8_193)], .refused),
        .search(["limit": 0], .refused), .search(["limit": -1], .refused), .search(["limit": 100], .accepted),
        .search(["limit": 101], .refused), .search(["limit": .integer(.max)], .refused),
        .search(["limit": nil], .accepted), .search(["limit": "5"], .accepted), .search(["limit": "x"], .refused),
        .search(["offset": -1], .refused), .search(["offset": 10_001], .accepted),
        .search(["offset": 1_000_000], .accepted), .search(["offset": 1_000_001], .refused),
        .search(["offset": .integer(.max)], .refused), .list(["offset": 1_000_000], .accepted),
        .list(["offset": 1_000_001], .refused), .list(["limit": 0], .refused), .list(["limit": 101], .refused),
        .filter("namespace", "", .refused), .filter("namespace", " ", .refused),
        .filter("namespace", text(257), .refused),
        .filter("session_id", "", .refused), .filter("session_id", "a\u{1}", .refused),
        .filter("memory_type", "", .refused), .filter("memory_type", "odd", .refused),
        .filter("topics", [], .refused), .filter("topics", [""], .refused), .filter("topics", texts(100), .accepted),
        .filter("topics", texts(101), .refused), .filter("entities", [text(257)], .refused),
        .prompt("tea", .accepted), .prompt("", .refused), .prompt(" ", .refused),
        .prompt(String(repeating: "x", count: 8_193), .refused),
        .window(["context_window_max": 0], .refused), .window(["context_window_max": -5], .refused),
        .window(["context_window_max": 16_000], .accepted), .window(["context_window_max": "16000"], .accepted),
        .window(["context_window_max": 100_000_001], .refused), .window(["recent_messages_limit": 0], .refused),
        .window(["recent_messages_limit": 1_000_001], .refused), .window(["model_name": ""], .accepted),
        .window(["model_name": text(257)], .refused), .window(["model_name": "gpt-4o"], .accepted),
    ]

    @Test("With the default limits")
    func usualLimits() async throws { try await check(Self.usual, MemoryLimits()) }

    /// Much smaller than the defaults, to tell them apart.
    private static let small = {
        var limits = MemoryLimits()
        limits.textLength = 20
        limits.queryLength = 10
        limits.messageLength = 15
        limits.messagesPerSession = 2
        limits.batchSize = 3
        limits.pageSize = 5
        limits.metadataBytes = 30
        limits.idLength = 30
        return limits
    }()

    @Test("With the limits of a server's settings")
    func changedLimits() async throws {
        let message: JSONValue = ["role": "user", "content": "hi"]
        try await check(
            [
                .memory([:], .accepted), .memory(["text": Self.text(20)], .accepted),
                .memory(["text": Self.text(21)], .refused), .memory(["namespace": Self.text(30)], .accepted),
                .memory(["namespace": Self.text(31)], .refused), .memory(["metadata": ["k": Self.text(40)]], .refused),
                .memories(count: 3, .accepted), .memories(count: 4, .refused), .deletion(count: 4, .refused),
                .session(["context": Self.text(15)], .accepted), .session(["context": Self.text(16)], .refused),
                .session(["messages": [message, message]], .accepted),
                .session(["messages": [message, message, message]], .refused),
                .session([:], id: String(repeating: "x", count: 31), .refused),
                .message(["content": Self.text(16)], .refused), .message(["role": Self.text(31)], .refused),
                .search([:], .accepted), .search(["text": Self.text(11)], .refused), .search(["limit": 5], .accepted),
                .search(["limit": 6], .refused), .list([:], .accepted), .list(["limit": 6], .refused),
                .filter("namespace", Self.text(31), .refused), .prompt("12345678901", .refused),
                .window(["model_name": Self.text(31)], .refused),
            ],
            Self.small
        )
    }

    private func check(_ values: [HostileValue], _ limits: MemoryLimits) async throws {
        let fixture = try await ServerFixture(limits: limits)
        try await fixture.serve { (call) async throws in
            for value in values {
                let rest = try await call(value.method, value.path, token: fixture.alice, json: value.body)
                let isRefusal = [400, 422].contains(rest.status)
                #expect(isRefusal || rest.status == 200, "\(value): \(rest.text)")
                #expect(isRefusal == (value.verdict == .refused), "REST \(value): \(rest.text.prefix(300))")
                let mcp = try await call(
                    .post,
                    "/mcp",
                    token: fixture.alice,
                    headers: [.accept: "application/json, text/event-stream"],
                    json: [
                        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                        "params": ["name": .string(value.tool), "arguments": value.arguments],
                    ]
                )
                let result = mcp.json["result"]
                #expect(result != nil, "\(value): \(mcp.text.prefix(300))")
                #expect(result?["isError"] == .bool(value.verdict == .refused), "MCP \(value): \(mcp.text.prefix(300))")
            }
        }
    }

    @Test("The schemas of REST and MCP say the limits of the settings")
    func schemas() async throws {
        let schemas = Schemas.all(Self.small)
        func rest(_ schema: String, _ member: String) -> JSONValue? {
            let property = schemas[schema]?["properties"]?[member]
            return property?["anyOf"]?.array?.first ?? property
        }
        let tools = try await Self.tools(Self.small)
        func tool(_ name: String, _ path: String...) -> JSONValue? {
            path.reduce(tools[name]) { schema, step in
                schema?[step == "items" ? "items" : "properties"].flatMap { step == "items" ? $0 : $0[step] }
            }
        }
        let memory = { (member: String) in tool("add_memories", "memories", "items", member) }
        let message = { (member: String) in tool("set_working_memory", "messages", "items", member) }
        let rows: [(JSONValue?, JSONValue?, String, JSONValue)] = [
            (rest("MemoryInput", "text"), memory("text"), "maxLength", 20),
            (rest("MemoryInput", "text"), memory("text"), "minLength", 1),
            (rest("MemoryInput", "namespace"), memory("namespace"), "maxLength", 30),
            (rest("MemoryInput", "session_id"), memory("session_id"), "maxLength", 30),
            (rest("MemoryInput", "topics"), memory("topics"), "maxItems", 64),
            (rest("MemoryInput", "topics")?["items"], memory("topics")?["items"], "maxLength", 256),
            (rest("NewMemories", "memories"), tool("add_memories", "memories"), "maxItems", 3),
            (rest("MemoryChange", "text"), tool("update_memory", "text"), "maxLength", 20),
            (rest("Search", "text"), tool("search_memory", "query"), "maxLength", 10),
            (rest("Search", "limit"), tool("search_memory", "limit"), "maximum", 5),
            (rest("Search", "offset"), tool("search_memory", "offset"), "maximum", 1_000_000),
            (rest("Search", "limit"), tool("list_memories", "limit"), "maximum", 5),
            (rest("TagFilter", "eq"), tool("search_memory", "namespace"), "maxLength", 30),
            (rest("LabelFilter", "any"), tool("search_memory", "topics"), "maxItems", 100),
            (rest("LabelFilter", "any")?["items"], tool("search_memory", "topics")?["items"], "maxLength", 256),
            (
                rest("KindFilter", "eq"), tool("search_memory", "memory_type"), "enum",
                ["episodic", "semantic", "message"]
            ),
            (rest("Prompt", "query"), tool("memory_prompt", "query"), "maxLength", 10),
            (rest("MessageInput", "content"), message("content"), "maxLength", 15),
            (rest("MessageInput", "role"), message("role"), "maxLength", 30),
            (rest("WorkingMemoryInput", "messages"), tool("set_working_memory", "messages"), "maxItems", 2),
            (rest("WorkingMemoryInput", "memories"), tool("set_working_memory", "memories"), "maxItems", 3),
            (rest("WorkingMemoryInput", "context"), tool("set_working_memory", "context"), "maxLength", 15),
            (rest("WorkingMemoryInput", "ttl_seconds"), tool("set_working_memory", "ttl_seconds"), "minimum", 1),
            (
                rest("WorkingMemoryInput", "ttl_seconds"), tool("set_working_memory", "ttl_seconds"), "maximum",
                315_360_000
            ),
        ]
        for (index, (rest, tool, rule, value)) in rows.enumerated() {
            #expect(rest?[rule] == value, "REST, row \(index): \(String(describing: rest))")
            #expect(tool?[rule] == value, "MCP, row \(index): \(String(describing: tool))")
        }
        #expect(tool("search_memory", "limit")?["default"] == 5 && tool("list_memories", "limit")?["default"] == 5)
        #expect(memory("metadata")?["description"]?.string?.contains("30 bytes") == true)
    }

    /// The input schemas of a server's tools.
    private static func tools(_ limits: MemoryLimits) async throws -> [String: JSONValue] {
        let fixture = try await ServerFixture(limits: limits)
        let application = try fixture.application()
        return try await application.test(.router) { client in
            let listed = try await Caller(client: client)(
                .post,
                "/mcp",
                token: fixture.alice,
                json: ["jsonrpc": "2.0", "id": 1, "method": "tools/list"]
            )
            let tools = listed.json["result"]?["tools"]?.array ?? []
            return Dictionary(
                tools.map { ($0["name"]?.string ?? "", $0["inputSchema"] ?? .null) },
                uniquingKeysWith: { first, _ in first }
            )
        }
    }
}
