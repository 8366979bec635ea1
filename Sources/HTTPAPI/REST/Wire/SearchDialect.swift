import Memories

/// The defaults of a search of the REST API that does not say how to search.
enum SearchDialect: Sendable, Hashable {
    /// The server's default mode, and no weight for recency: with it, a search would find again what it found before.
    case own
    /// The defaults of the Redis server: semantic search, 0.7 of it in hybrid mode, and recency. Its clients name
    /// `optimize_query` in the address of every search.
    case redis

    init(namesOptimizeQuery: Bool) {
        self = namesOptimizeQuery ? .redis : .own
    }

    /// The search before anything was read from the request.
    var query: MemoryQuery {
        switch self {
        case .own: MemoryQuery()
        case .redis: MemoryQuery(mode: .semantic, hybridAlpha: 0.7, recency: RecencyOptions())
        }
    }
}
