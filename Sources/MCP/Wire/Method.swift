/// Every method this server has.
enum Method: String, CaseIterable {
    case initialize
    case ping
    case discover = "server/discover"
    case listTools = "tools/list"
    case callTool = "tools/call"
    case listResources = "resources/list"
    case listResourceTemplates = "resources/templates/list"
    case readResource = "resources/read"
    case listPrompts = "prompts/list"
    case getPrompt = "prompts/get"
    case complete = "completion/complete"

    /// Whether the era has the method: 2026-07-28 removed `initialize` and `ping` and added `server/discover`.
    func exists(in era: Era) -> Bool {
        switch self {
        case .initialize, .ping: era == .handshake
        case .discover: era == .perRequest
        case .listTools, .callTool, .listResources, .listResourceTemplates, .readResource, .listPrompts, .getPrompt,
            .complete:
            true
        }
    }

    /// The parameter that the header `Mcp-Name` repeats.
    var namingMember: String? {
        switch self {
        case .callTool, .getPrompt: "name"
        case .readResource: "uri"
        case .initialize, .ping, .discover, .listTools, .listResources, .listResourceTemplates, .listPrompts, .complete:
            nil
        }
    }
}
