import Base
import Memories

/// The request of `POST /v1/long-term-memory/forget`.
enum ForgetWire {
    static func request(_ wire: WireObject, query: WireObject) throws -> ForgetRequest {
        var request = ForgetRequest()
        if let policy = wire.object("policy") {
            request.maxAgeDays = policy.number("max_age_days")
            request.maxInactiveDays = policy.number("max_inactive_days")
            request.budget = policy.integer("budget")
            request.kinds = kinds(policy)
            request.hardAgeMultiplier = policy.number("hard_age_multiplier") ?? request.hardAgeMultiplier
        } else if wire.present("policy") == nil {
            wire.problems.note(wire.path + ["policy"], "missing", "Field required")
        }
        request.pinnedIDs = (wire.texts("pinned_ids") ?? []).identifiers
        request.filter = filter(query)
        request.limit = query.integer("limit") ?? request.limit
        request.dryRun = query.bool("dry_run") ?? true
        try query.problems.check()
        try wire.problems.check()
        return request
    }

    /// The filter from `user_id`, `namespace` and `session_id` of a query.
    static func filter(_ query: WireObject) -> MemoryFilter {
        var filter = MemoryFilter()
        filter.userID = query.text("user_id").map { TagFilter([.equal($0)]) }
        filter.namespace = query.text("namespace").map { TagFilter([.equal($0)]) }
        filter.sessionID = query.text("session_id").map { TagFilter([.equal($0)]) }
        return filter
    }

    private static func kinds(_ policy: WireObject) -> [MemoryKind]? {
        guard let names = policy.texts("memory_type_allowlist") else { return nil }
        let kinds = names.compactMap(MemoryKind.init)
        guard kinds.count == names.count else {
            let words = MemoryKind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            return policy.flaw("memory_type_allowlist", "enum", "Input should be one of \(words)")
        }
        return kinds
    }
}
