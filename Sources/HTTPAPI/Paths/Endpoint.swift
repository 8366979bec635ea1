package import HTTPTypes
package import Hummingbird

/// Every path of the REST API, of MCP and of their descriptions, defined once: mounted, linked and documented from
/// here. Literal paths come before paths with a parameter that would match them.
package enum Endpoint: String, PathGroup {
    case landing = "/"
    case docs = "/docs"
    case operationDocs = "/docs/{operation}"
    case stylesheet = "/assets/pages.css"
    case script = "/assets/pages.js"
    case icon = "/assets/icon.svg"
    /// The path where browsers look for an icon when a response is not a page.
    case guessedIcon = "/favicon.ico"
    case openAPI = "/openapi.json"
    case health = "/health"
    case healthLive = "/health/live"
    case healthReady = "/health/ready"
    case metrics = "/metrics"

    case v1Health = "/v1/health"
    case sessions = "/v1/working-memory"
    case session = "/v1/working-memory/{session_id}"
    case longTermMemory = "/v1/long-term-memory"
    case longTermSearch = "/v1/long-term-memory/search"
    case longTermForget = "/v1/long-term-memory/forget"
    case longTermCompact = "/v1/long-term-memory/compact"
    case longTermArchive = "/v1/long-term-memory/archive"
    case longTermImport = "/v1/long-term-memory/import"
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

    /// The allowed methods, besides HEAD where there is GET.
    package var methods: [HTTPRequest.Method] {
        switch self {
        case .landing, .docs, .operationDocs, .stylesheet, .script, .icon, .guessedIcon, .openAPI, .health, .healthLive,
            .healthReady, .metrics, .v1Health, .sessions,
            .summaryPartitions, .task:
            [.get]
        case .session, .user: [.get, .put, .delete]
        case .longTermMemory: [.post, .delete]
        case .longTermSearch, .longTermForget, .longTermCompact, .longTermArchive, .longTermImport, .prompt,
            .summaryPartitionsRun, .summaryViewRun, .mcp:
            [.post]
        case .longTermItem: [.get, .patch]
        case .summaryViews, .users: [.get, .post]
        case .summaryView: [.get, .delete]
        }
    }

    /// Whether no credential is needed.
    package var isOpen: Bool {
        switch self {
        case .landing, .docs, .operationDocs, .stylesheet, .script, .icon, .guessedIcon, .openAPI, .health, .healthLive,
            .healthReady, .v1Health:
            true
        case .metrics, .sessions, .session, .longTermMemory, .longTermSearch, .longTermForget, .longTermCompact,
            .longTermArchive,
            .longTermImport, .longTermItem,
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
