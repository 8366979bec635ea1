package import HTTPTypes

/// The paths of Couchbase Agent Memory 1.1 besides `/users` and `/health`. Literal paths come before paths with a
/// parameter that would match them.
package enum CouchbaseEndpoint: String, PathGroup {
    case lifetime = "/users/{user_id}/ttl"
    case userSessions = "/users/{user_id}/sessions"
    case userSession = "/users/{user_id}/sessions/{session_id}"
    case sessionEnd = "/users/{user_id}/sessions/{session_id}/end"
    case blocks = "/users/{user_id}/sessions/{session_id}/memory"
    case blockSearch = "/users/{user_id}/sessions/{session_id}/memory/search"
    case block = "/users/{user_id}/sessions/{session_id}/memory/{block_id}"
    case userBlocks = "/users/{user_id}/memory"
    case extractionPrompts = "/prompts"
    case extractionPrompt = "/prompts/{prompt_id}"
    case extractionPromptVersions = "/prompts/{prompt_id}/versions"
    case extractionPromptArchive = "/prompts/{prompt_id}/archive"
    case databaseHealth = "/health/couchbase"
    case modelHealth = "/health/models"
    case processorHealth = "/health/async-batch-processor"
    case processorStatistics = "/health/async-batch-processor-stats"
    case memoryHealth = "/health/memory"
    case logs = "/logs/collect"

    /// The allowed methods, besides HEAD where there is GET.
    package var methods: [HTTPRequest.Method] {
        switch self {
        case .lifetime, .block, .extractionPromptArchive: [.put]
        case .userSessions, .extractionPrompts: [.get, .post]
        case .userSession, .extractionPrompt: [.get, .put, .delete]
        case .sessionEnd, .blockSearch: [.post]
        case .blocks: [.post, .delete]
        case .userBlocks, .extractionPromptVersions, .databaseHealth, .modelHealth, .processorHealth,
            .processorStatistics, .memoryHealth, .logs:
            [.get]
        }
    }
}
