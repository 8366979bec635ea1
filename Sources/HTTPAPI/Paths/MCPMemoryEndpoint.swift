package import HTTPTypes

/// The paths of MCP Memory Service 12.4.
package enum MCPMemoryEndpoint: String, PathGroup {
    case records = "/api/memories"
    case hashes = "/api/memories/hashes"
    case record = "/api/memories/{content_hash}"
    case semanticSearch = "/api/search"
    case searchByTag = "/api/search/by-tag"
    case searchByTime = "/api/search/by-time"
    case similar = "/api/search/similar/{content_hash}"
    case tags = "/api/tags"
    case types = "/api/types"
    case conversations = "/api/sessions"
    case bulkDelete = "/api/manage/bulk-delete"
    case cleanupDuplicates = "/api/manage/cleanup-duplicates"
    case untaggedCount = "/api/manage/untagged/count"
    case deleteUntagged = "/api/manage/delete-untagged"
    case tagStats = "/api/manage/tags/stats"
    case tag = "/api/manage/tags/{old_tag}"
    case operation = "/api/manage/system/{operation}"
    case simpleHealth = "/api/health"
    case healthDetailed = "/api/health/detailed"
    case syncHealth = "/api/health/sync-status"
    case eventStream = "/api/events"
    case eventTicket = "/api/events/ticket"
    case eventStats = "/api/events/stats"
    case oauthStatus = "/api/oauth/status"

    /// The allowed methods, besides HEAD where there is GET.
    package var methods: [HTTPRequest.Method] {
        switch self {
        case .records: [.get, .post]
        case .record: [.get, .put, .delete]
        case .hashes, .similar, .tags, .types, .untaggedCount, .tagStats, .simpleHealth, .healthDetailed, .syncHealth,
            .eventStream, .eventStats, .oauthStatus:
            [.get]
        case .semanticSearch, .searchByTag, .searchByTime, .conversations, .bulkDelete, .cleanupDuplicates,
            .deleteUntagged,
            .operation, .eventTicket:
            [.post]
        case .tag: [.put]
        }
    }
}

/// The paths of MCP Memory Service 12.4 that this server does not offer: they get 501 with a sentence, not a 404 that could
/// be mistaken for an empty result.
package enum UnofferedMCPMemoryEndpoint: String, PathGroup {
    case resonanceSearch = "/api/memories/resonance-search"
    case modelHealth = "/api/health/model"
    case memoryStats = "/api/memory-stats"
    case clearCaches = "/api/clear-caches"
    case syncCapabilities = "/api/sync/capabilities"
    case syncStatus = "/api/sync/status"
    case syncForce = "/api/sync/force"
    case syncPause = "/api/sync/pause"
    case syncResume = "/api/sync/resume"
    case syncConflict = "/api/sync/tombstone-conflicts/{content_hash}"
    case syncEvents = "/api/sync/events"
    case syncBaseline = "/api/sync/baseline"
    case documentUpload = "/api/documents/upload"
    case documentBatch = "/api/documents/batch-upload"
    case documentStatus = "/api/documents/status/{upload_id}"
    case documentHistory = "/api/documents/history"
    case documentRemoval = "/api/documents/remove/{upload_id}"
    case documentRemovalByTags = "/api/documents/remove-by-tags"
    case documentSearch = "/api/documents/search-content/{upload_id}"
    case harvest = "/api/harvest"
    case backupStatus = "/api/backup/status"
    case backupNow = "/api/backup/now"
    case backupList = "/api/backup/list"
    case configEnvironment = "/api/config/env"
    case configCredentials = "/api/config/credentials"
    case configCredentialsTest = "/api/config/credentials/test"
    case configQuality = "/api/config/quality"
    case consolidationTrigger = "/api/consolidation/trigger"
    case consolidationStatus = "/api/consolidation/status"
    case consolidationAdvice = "/api/consolidation/recommendations/{time_horizon}"
    case conflicts = "/api/conflicts"
    case conflictResolution = "/api/conflicts/resolve"
    case qualityRating = "/api/quality/memories/{content_hash}/rate"
    case qualityEvaluation = "/api/quality/memories/{content_hash}/evaluate"
    case quality = "/api/quality/memories/{content_hash}"
    case qualityDistribution = "/api/quality/distribution"
    case qualityTrends = "/api/quality/trends"
    case analyticsOverview = "/api/analytics/overview"
    case analyticsGrowth = "/api/analytics/memory-growth"
    case analyticsTags = "/api/analytics/tag-usage"
    case analyticsTypes = "/api/analytics/memory-types"
    case analyticsRelations = "/api/analytics/relationship-types"
    case analyticsGraph = "/api/analytics/graph-visualization"
    case analyticsSearch = "/api/analytics/search-analytics"
    case analyticsPerformance = "/api/analytics/performance"
    case analyticsHeatmap = "/api/analytics/activity-heatmap"
    case analyticsTopTags = "/api/analytics/top-tags"
    case analyticsActivity = "/api/analytics/activity-breakdown"
    case analyticsStorage = "/api/analytics/storage-stats"
    case serverStatus = "/api/server/status"
    case serverVersion = "/api/server/version/check"
    case serverRestart = "/api/server/restart"
    case serverUpdate = "/api/server/update"
    case languages = "/api/languages"

    package var methods: [HTTPRequest.Method] {
        switch self {
        case .resonanceSearch, .clearCaches, .syncForce, .syncPause, .syncResume, .syncConflict, .documentUpload,
            .documentBatch, .harvest, .backupNow, .configCredentialsTest, .configQuality, .consolidationTrigger,
            .conflictResolution, .qualityRating, .qualityEvaluation, .serverRestart, .serverUpdate:
            [.post]
        case .documentRemoval, .documentRemovalByTags: [.delete]
        case .syncEvents, .configCredentials: [.get, .post]
        case .modelHealth, .memoryStats, .syncCapabilities, .syncStatus, .syncBaseline, .documentStatus,
            .documentHistory, .documentSearch, .backupStatus, .backupList, .configEnvironment, .consolidationStatus,
            .consolidationAdvice, .conflicts, .quality, .qualityDistribution, .qualityTrends, .analyticsOverview,
            .analyticsGrowth, .analyticsTags, .analyticsTypes, .analyticsRelations, .analyticsGraph, .analyticsSearch,
            .analyticsPerformance, .analyticsHeatmap, .analyticsTopTags, .analyticsActivity, .analyticsStorage,
            .serverStatus, .serverVersion, .languages:
            [.get]
        }
    }

    /// The reason why it is not offered, and what to use instead.
    package var reason: (sentence: String, advice: String) {
        switch self {
        case .resonanceSearch: ("Resonance search is not offered.", "Use POST /api/search.")
        case .modelHealth, .memoryStats, .clearCaches, .serverStatus, .serverVersion, .serverRestart, .serverUpdate:
            ("The operator of this server manages it; applications cannot.", "Run `agent-memory doctor` on the server.")
        case .syncCapabilities, .syncStatus, .syncForce, .syncPause, .syncResume, .syncConflict, .syncEvents,
            .syncBaseline:
            ("This server does not synchronise with other servers.", "Connect every client to this server.")
        case .documentUpload, .documentBatch, .documentStatus, .documentHistory, .documentRemoval,
            .documentRemovalByTags, .documentSearch:
            ("This server does not ingest documents.", "Store what is worth remembering with POST /api/memories.")
        case .harvest:
            ("This server does not harvest transcripts on request.", "Install the hooks: `agent-memory connect`.")
        case .backupStatus, .backupNow, .backupList:
            ("The operator of this server backs it up; applications cannot.", "See `agent-memory backup`.")
        case .configEnvironment, .configCredentials, .configCredentialsTest, .configQuality:
            ("The operator of this server configures it; applications cannot.", "See docs/configuration.md.")
        case .consolidationTrigger, .consolidationStatus, .consolidationAdvice:
            ("This server does not consolidate memories by itself.", "Use POST /api/manage/cleanup-duplicates.")
        case .conflicts, .conflictResolution:
            (
                "This server keeps no list of conflicts.",
                "A new memory names those that it may contradict; see docs/contradictions.md."
            )
        case .qualityRating, .qualityEvaluation, .quality, .qualityDistribution, .qualityTrends:
            ("This server does not rate memories.", "Searches rank by relevance and recency.")
        case .analyticsOverview, .analyticsGrowth, .analyticsTags, .analyticsTypes, .analyticsRelations,
            .analyticsGraph, .analyticsSearch, .analyticsPerformance, .analyticsHeatmap, .analyticsTopTags,
            .analyticsActivity, .analyticsStorage:
            ("This server offers no analytics here.", "Look at the pages Home and Activity.")
        case .languages: ("The pages of this server choose their language themselves.", "Open / in a browser.")
        }
    }
}
