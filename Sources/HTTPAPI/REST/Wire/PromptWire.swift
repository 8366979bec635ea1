import Base
import Memories

/// The request of `POST /v1/memory/prompt`.
enum PromptWire {
    /// The limit of `long_term_search: true`.
    private static let plainSearchLimit = 20

    static func request(_ wire: WireObject, _ limits: MemoryLimits, _ dialect: SearchDialect) throws -> PromptRequest {
        let query = wire.requiredText("query")
        let session = wire.object("session")
        let key = session.map { session in
            SessionKey(
                sessionID: session.requiredText("session_id"),
                userID: session.text("user_id"),
                namespace: session.text("namespace")
            )
        }
        let window = session.flatMap(WindowWire.window)
        let search = try search(wire, for: query, key, limits, dialect)
        try wire.problems.check()
        guard key != nil || search != nil else {
            throw Fault(.invalidRequest, "Either session or long_term_search must be provided")
        }
        return PromptRequest(query: query, session: key, window: window, search: search)
    }

    private static func search(
        _ wire: WireObject,
        for query: String,
        _ session: SessionKey?,
        _ limits: MemoryLimits,
        _ dialect: SearchDialect
    ) throws -> MemoryQuery? {
        var search: MemoryQuery
        switch wire.present("long_term_search") {
        case nil, .bool(false): return nil
        case .bool(true):
            search = dialect.query
            search.page = PageRequest(limit: min(plainSearchLimit, limits.pageSize))
            // The prompt already contains the session's own memories.
            search.filter.sessionID = session.map { TagFilter([.notEqual($0.sessionID)]) }
        default:
            guard let object = wire.object("long_term_search") else { return nil }
            search = try SearchWire.query(object, limits, dialect)
        }
        search.text = query
        if search.filter.userID == nil { search.filter.userID = session?.userID.map { TagFilter([.equal($0)]) } }
        return search
    }
}
