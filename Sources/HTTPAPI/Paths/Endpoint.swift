package import HTTPTypes
package import Hummingbird

/// Every path of the REST API, of MCP and of what describes them, once: mounted, linked to and documented. Literal
/// paths stand before those with a parameter that would match them.
package enum Endpoint: String, PathGroup {
    case landing = "/"
    case docs = "/docs"
    case stylesheet = "/assets/pages.css"
    case icon = "/assets/icon.svg"
    /// Where browsers look for the icon of what is no page.
    case guessedIcon = "/favicon.ico"
    case openAPI = "/openapi.json"
    case health = "/health"

    case v1Health = "/v1/health"
    case sessions = "/v1/working-memory"
    case session = "/v1/working-memory/{session_id}"
    case longTermMemory = "/v1/long-term-memory"
    case longTermSearch = "/v1/long-term-memory/search"
    case longTermForget = "/v1/long-term-memory/forget"
    case longTermCompact = "/v1/long-term-memory/compact"
    case longTermItem = "/v1/long-term-memory/{memory_id}"
    case prompt = "/v1/memory/prompt"
    case summaryViews = "/v1/summary-views"
    case summaryView = "/v1/summary-views/{view_id}"
    case summaryPartitions = "/v1/summary-views/{view_id}/partitions"
    case summaryPartitionsRun = "/v1/summary-views/{view_id}/partitions/run"
    case summaryViewRun = "/v1/summary-views/{view_id}/run"
    case task = "/v1/tasks/{task_id}"

    case users = "/users"
    case user = "/users/{user_id}"

    case mcp = "/mcp"

    /// What may be asked for there, besides HEAD where there is GET.
    package var methods: [HTTPRequest.Method] {
        switch self {
        case .landing, .docs, .stylesheet, .icon, .guessedIcon, .openAPI, .health, .v1Health, .sessions,
            .summaryPartitions, .task:
            [.get]
        case .session, .user: [.get, .put, .delete]
        case .longTermMemory: [.post, .delete]
        case .longTermSearch, .longTermForget, .longTermCompact, .prompt, .summaryPartitionsRun, .summaryViewRun, .mcp:
            [.post]
        case .longTermItem: [.get, .patch]
        case .summaryViews, .users: [.get, .post]
        case .summaryView: [.get, .delete]
        }
    }

    /// Served to anybody; everything else needs a credential.
    package var isOpen: Bool {
        switch self {
        case .landing, .docs, .stylesheet, .icon, .guessedIcon, .openAPI, .health, .v1Health: true
        case .sessions, .session, .longTermMemory, .longTermSearch, .longTermForget, .longTermCompact, .longTermItem,
            .prompt,
            .summaryViews, .summaryView, .summaryPartitions, .summaryPartitionsRun, .summaryViewRun, .task, .users,
            .user, .mcp:
            false
        }
    }
}

extension RouterMethods {
    /// Mounts one operation.
    package func on(
        _ endpoint: Endpoint,
        _ method: HTTPRequest.Method,
        use answer: @escaping @Sendable (Request, Context) async throws -> Response
    ) {
        on(RouterPath(endpoint.rawValue), method: method, use: answer)
    }
}
