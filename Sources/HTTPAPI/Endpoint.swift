package import HTTPTypes
package import Hummingbird

/// Every path of the server, once: what is mounted, linked to and documented. Literal paths stand before those with a
/// parameter that would match them.
package enum Endpoint: String, Sendable, CaseIterable {
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

    /// The methods at a path as it was requested; empty when nothing is there.
    /// - Parameter mounted: the templates of the paths that this server has; nil for all of them.
    static func methods(at path: String, mounted: Set<String>? = nil) -> [HTTPRequest.Method] {
        let steps = path.split(separator: "/")
        let isThere = { (template: String) in matches(template, steps) && mounted?.contains(template) ?? true }
        let methods =
            allCases.filter { isThere($0.rawValue) }.flatMap(\.methods)
            + OAuthEndpoint.allCases.filter { isThere($0.rawValue) }.flatMap(\.methods)
        return methods + (methods.contains(.get) ? [.head] : [])
    }

    /// Whether the path belongs to the authorization server or the pages for people.
    static func isOfOAuth(_ path: String) -> Bool {
        let steps = path.split(separator: "/")
        return OAuthEndpoint.allCases.contains { matches($0.rawValue, steps) }
    }

    /// Whether a path, split at its slashes, is one of the template.
    static func matches(_ template: String, _ steps: [Substring]) -> Bool {
        let template = template.split(separator: "/")
        return template.count == steps.count && zip(template, steps).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
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
