import Base

/// Calls the tools of a memory server as a client of MCP does. The terminal commands and the hooks work with it, so that
/// they see and change exactly what an agent with the same token can.
protocol ToolCaller: Sendable {
    /// Where the tools are, as commands print it: a URL or a directory.
    var place: String { get }

    /// - Returns: the structured content of the tool's result.
    /// - Throws: `CommandFailure` with the server's sentence when it refuses.
    func call(_ tool: String, _ arguments: [String: JSONValue]) async throws -> JSONValue

    /// Imports memories, as `POST /v1/long-term-memory/import` does.
    /// - Parameters:
    ///   - request: the body.
    ///   - workspace: the id of another workspace than the token's first one.
    /// - Returns: the body of the response.
    /// - Throws: as `call`.
    func importMemories(_ request: JSONValue, isDryRun: Bool, into workspace: String?) async throws -> JSONValue

    /// A page of memories with all members, also archived and superseded ones.
    /// - Parameters:
    ///   - user: nil for everybody whom the token may read.
    ///   - workspace: the id of another workspace than the token's first one.
    /// - Throws: as `call`.
    func memories(of user: String?, in workspace: String?, _ page: PageRequest) async throws -> [JSONValue]

    /// Writes what is still in memory; no call follows.
    func close() async throws
}

/// A `tools/call` message of MCP 2026-07-28 and what its response means.
enum ToolMessage {
    static let revision = "2026-07-28"

    static func body(_ tool: String, _ arguments: [String: JSONValue]) throws -> [UInt8] {
        try StrictJSON.encode([
            "jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": [
                "name": .string(tool), "arguments": .object(arguments),
                "_meta": [
                    "io.modelcontextprotocol/protocolVersion": .string(revision),
                    "io.modelcontextprotocol/clientCapabilities": [:],
                    "io.modelcontextprotocol/clientInfo": [
                        "name": "agent-memory", "version": .string(Version.current),
                    ],
                ],
            ],
        ])
    }

    /// The headers that repeat parts of the body (SEP-2243).
    static func headers(_ tool: String) -> [(String, String)] {
        [("MCP-Protocol-Version", revision), ("Mcp-Method", "tools/call"), ("Mcp-Name", tool)]
    }

    /// - Throws: `CommandFailure` for a result or an error that refuses, and for a response of another form.
    static func content(of response: JSONValue) throws -> JSONValue {
        if let refusal = response["error"]?["message"]?.string { throw CommandFailure(refusal) }
        guard let result = response["result"] else { throw CommandFailure(unknown) }
        if result["isError"]?.bool == true {
            throw CommandFailure(result["content"]?.array?.first?["text"]?.string ?? unknown)
        }
        guard let content = result["structuredContent"] else { throw CommandFailure(unknown) }
        return content
    }

    private static let unknown = "The response is not that of an Agent Memory server. Check the URL."
}
