import Base

/// What a question must be like before it is asked.
struct QueryRules: Sendable {
    let limits: MemoryLimits

    /// - Throws: `validationFailed`; `invalidRequest` for a distance threshold in a mode that has no distance.
    func check(_ query: MemoryQuery) throws {
        var validation = Validation()
        validation.requireLength(of: query.text, atMost: limits.queryLength, ["body", "text"])
        validation.requireFilter(query.filter, limits)
        require((0...1).contains(query.hybridAlpha), "hybrid_alpha", "must be from 0 to 1", into: &validation)
        if let threshold = query.distanceThreshold {
            require((0...2).contains(threshold), "distance_threshold", "must be from 0 to 2", into: &validation)
        }
        require(query.page.limit <= limits.pageSize, "limit", "must be at most \(limits.pageSize)", into: &validation)
        if let recency = query.recency {
            for (name, weight) in [
                ("recency_semantic_weight", recency.semanticWeight), ("recency_recency_weight", recency.recencyWeight),
                ("recency_freshness_weight", recency.freshnessWeight),
                ("recency_novelty_weight", recency.noveltyWeight),
            ] {
                require((0...1_000).contains(weight), name, "must be from 0 to 1000", into: &validation)
            }
            for (name, days) in [
                ("recency_half_life_last_access_days", recency.halfLifeLastAccessDays),
                ("recency_half_life_created_days", recency.halfLifeCreatedDays),
            ] {
                require(days > 0 && days <= 1_000_000, name, "must be above 0 and at most 1000000", into: &validation)
            }
        }
        try validation.finish()
        guard query.distanceThreshold == nil || query.mode == .semantic else {
            throw Fault(.invalidRequest, "distance_threshold is only supported for semantic search mode")
        }
    }

    private func require(_ holds: Bool, _ name: String, _ rule: String, into validation: inout Validation) {
        validation.require(holds, ["body", name], "out_of_range", "\(name) \(rule)")
    }
}
