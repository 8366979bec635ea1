/// The system whose names the tools of MCP have (`mcp.toolNames`).
package enum ToolNames: String, Sendable, Hashable, CaseIterable {
    case agentMemory = "agent-memory"
    case mcpMemoryService = "mcp-memory-service"
}
