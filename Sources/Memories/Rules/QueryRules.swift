import Base

/// The rules for a query.
struct QueryRules: Sendable {
    let limits: MemoryLimits

    /// - Throws: `validationFailed`; `invalidRequest` for a distance threshold in a mode that has no distance.
    func check(_ query: MemoryQuery) throws {
        var validation = Validation()
        for member in QueryMembers.all { validation.require(member, of: query, ["body"], limits) }
        if let recency = query.recency {
            for member in QueryMembers.recency { validation.require(member, of: recency, ["body"], limits) }
        }
        check(query.filter, into: &validation)
        try validation.finish()
        guard query.distanceThreshold == nil || query.mode ?? .semantic == .semantic else {
            throw Fault(.invalidRequest, "distance_threshold is only supported for semantic search mode")
        }
    }

    /// - Throws: `validationFailed` for a page or a filter larger than allowed.
    func check(_ page: PageRequest, _ filter: MemoryFilter = MemoryFilter()) throws {
        var validation = Validation()
        validation.require(page.limit, in: 1...limits.pageSize, ["query", QueryMembers.limit.name])
        validation.require(page.offset, in: 0...limits.pageOffset, ["query", QueryMembers.offset.name])
        check(filter, into: &validation)
        try validation.finish()
    }

    /// - Throws: `validationFailed` for a question that is empty or longer than allowed.
    func check(prompt question: String) throws {
        var validation = Validation()
        validation.require(question, in: .notBlank.limited(to: limits.queryLength), ["body", "query"])
        try validation.finish()
    }

    private func check(_ filter: MemoryFilter, into validation: inout Validation) {
        for member in FilterMember.all {
            guard case .tags(let path) = member.place else { continue }
            for condition in filter[keyPath: path]?.conditions ?? [] {
                validation.require(
                    condition.values.count <= limits.filterValues,
                    ["body", member.name],
                    "too_many",
                    "A condition on \(member.name) must have at most \(limits.filterValues) values"
                )
                guard case .characters(let range) = member.values(under: limits) else { continue }
                for value in condition.values.prefix(limits.filterValues) {
                    validation.require(value, in: range, ["body", member.name])
                }
            }
        }
    }
}
