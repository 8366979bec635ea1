import Base
import Identity
import Memories

/// The conditions and the text of a search or a list of MCP Memory Service.
struct MCPMemoryQuestion: Sendable {
    enum Mode: String, Sendable, CaseIterable {
        case semantic, exact, hybrid, ranked
    }

    var text: String?
    var mode = Mode.semantic
    var tags: [String] = []
    /// The agent whose tag `agent:<id>` a memory must have, too.
    var agent: String?
    var matchesAllTags = false
    var type: String?
    var window: TimeWindow?
    var includesSuperseded = false
    /// The least score of a result.
    var threshold: Double?

    var filter: MemoryFilter {
        var filter = MemoryFilter()
        var labels: [TagFilter.Condition] = []
        if !tags.isEmpty { labels.append(matchesAllTags ? .all(tags) : .any(tags)) }
        if let agent { labels.append(.any(["agent:\(agent)"])) }
        if let type { labels.append(.any([MCPMemoryRecord.topic(ofType: type)])) }
        if !labels.isEmpty { filter.topics = TagFilter(labels) }
        let dates = [window?.from.map(DateFilter.Condition.atOrAfter), window?.to.map(DateFilter.Condition.before)]
            .compactMap(\.self)
        if !dates.isEmpty { filter.createdAt = DateFilter(dates) }
        filter.includesSuperseded = includesSuperseded
        return filter
    }

    /// The best matches; without a text the newest.
    func results(_ reach: [Access], _ service: MemoryService, limit: Int) async throws -> [(
        memory: Memory, score: Double?
    )] {
        guard let text, !text.allSatisfy(\.isWhitespace) else {
            var listed: [Memory] = []
            for access in reach { listed += try await AllMemories.list(access, service, filter, atMost: limit) }
            if reach.count > 1 { listed.sort { $0.createdAt > $1.createdAt } }
            return listed.prefix(limit).map { ($0, nil) }
        }
        var query = MemoryQuery(text: text, filter: filter)
        switch mode {
        case .semantic, .hybrid, .ranked: query.page = PageRequest(limit: min(limit, service.limits.pageSize))
        case .exact:
            query.mode = .keyword
            query.page = PageRequest(limit: service.limits.pageSize)
        }
        var found = try await service.search(reach, query).memories
        if mode == .exact {
            let wanted = text.lowercased()
            found = found.filter { $0.memory.text.lowercased().contains(wanted) }
        }
        if let threshold { found = found.filter { ($0.score ?? 0) >= threshold } }
        return found.prefix(limit).map { ($0.memory, $0.score) }
    }

    /// The stretch of time that a phrase names, such as "last week".
    /// - Throws: `invalidRequest` for a phrase that names none.
    static func window(_ phrase: String, now: Timestamp) throws -> TimeWindow {
        guard case .window(let window)? = TimeGrammar.phrase(in: phrase, now: now) else {
            throw Fault(
                .invalidRequest,
                "Could not parse time query. Try 'yesterday', 'last week', 'this month', etc."
            )
        }
        return window
    }

    /// The stretch between two dates, either of which may be absent.
    /// - Throws: `invalidRequest` for a text in another form than a date.
    static func window(after: String?, before: String?) throws -> TimeWindow? {
        func date(_ text: String?) throws -> Timestamp? {
            guard let text else { return nil }
            guard let date = Timestamp(iso8601: text) else {
                throw Fault(.invalidRequest, "Invalid date format. Use YYYY-MM-DD")
            }
            return date
        }
        guard after != nil || before != nil else { return nil }
        return TimeWindow(from: try date(after), to: try date(before))
    }
}

extension TimeWindow {
    /// The part that both have.
    func intersected(with other: TimeWindow?) -> TimeWindow {
        guard let other else { return self }
        return TimeWindow(
            from: [from, other.from].compactMap(\.self).max(),
            to: [to, other.to].compactMap(\.self).min()
        )
    }
}
