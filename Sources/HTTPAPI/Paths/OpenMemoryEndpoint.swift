package import HTTPTypes

/// The paths of OpenMemory. Its users' configurations name them, so a trailing slash makes no difference.
package enum OpenMemoryEndpoint: String, PathGroup {
    case events = "/mcp/{client_name}/sse/{user_id}"
    case messages = "/mcp/{client_name}/sse/{user_id}/messages"
    case sharedMessages = "/mcp/messages"
    case http = "/mcp/{client_name}/http/{user_id}"

    case memories = "/api/v1/memories"
    case categories = "/api/v1/memories/categories"
    case filter = "/api/v1/memories/filter"
    case archive = "/api/v1/memories/actions/archive"
    case pause = "/api/v1/memories/actions/pause"
    case memory = "/api/v1/memories/{memory_id}"
    case accessLog = "/api/v1/memories/{memory_id}/access-log"
    case related = "/api/v1/memories/{memory_id}/related"
    case apps = "/api/v1/apps"
    case app = "/api/v1/apps/{app_id}"
    case appMemories = "/api/v1/apps/{app_id}/memories"
    case appAccessed = "/api/v1/apps/{app_id}/accessed"
    case stats = "/api/v1/stats"
    case export = "/api/v1/backup/export"
    case importBackup = "/api/v1/backup/import"
    case config = "/api/v1/config"
    case configReset = "/api/v1/config/reset"
    case configModel = "/api/v1/config/mem0/llm"
    case configEmbedder = "/api/v1/config/mem0/embedder"
    case configVectors = "/api/v1/config/mem0/vector_store"
    case configOpenMemory = "/api/v1/config/openmemory"

    /// The allowed methods, besides HEAD where there is GET.
    package var methods: [HTTPRequest.Method] {
        switch self {
        case .events, .categories, .accessLog, .related, .apps, .appMemories, .appAccessed, .stats: [.get]
        case .messages, .sharedMessages, .http, .filter, .archive, .pause, .export, .importBackup, .configReset: [.post]
        case .memories: [.get, .post, .delete]
        case .memory, .app, .configModel, .configEmbedder, .configVectors, .configOpenMemory: [.get, .put]
        case .config: [.get, .put, .patch]
        }
    }
}
