import Base
import Memories

/// The request of `POST /v1/long-term-memory/search`.
enum SearchWire {
    /// The scorers of Redis that are variants of BM25. Clients can rely on BM25, but cannot choose its variant.
    static let textScorers = ["BM25STD", "BM25STD.NORM", "BM25STD.TANH", "BM25"]

    /// The search; the service checks ranges that depend on settings.
    /// - Throws: `validationFailed`.
    static func query(_ wire: WireObject, _ limits: MemoryLimits, _ dialect: SearchDialect) throws -> MemoryQuery {
        let query = read(wire, limits, dialect)
        try wire.problems.check()
        return query
    }

    static func filter(_ wire: WireObject) -> MemoryFilter {
        var filter = MemoryFilter()
        for member in FilterMember.all {
            switch member.place {
            case .tags(let path): filter[keyPath: path] = FilterWire.tags(wire, member.name, allowed: member.allowed)
            case .dates(let path): filter[keyPath: path] = FilterWire.dates(wire, member.name)
            }
        }
        return filter
    }

    /// The response's notice about the search, in sentences; nil when there is nothing to say.
    /// - Parameters:
    ///   - optimizeQuery: whether a language model should rewrite the question, which this server does not do.
    ///   - isUnconditional: the search named neither a text nor a filter.
    static func notice(_ notice: String?, optimizeQuery: Bool, isUnconditional: Bool = false) -> String? {
        var sentences = [notice].compactMap(\.self)
        if isUnconditional {
            sentences.append(
                "The search has no text and no filter, so it lists every memory within reach, newest first."
            )
        }
        if optimizeQuery {
            sentences.append("optimize_query needs a language model and was ignored: the question was used as it is.")
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    /// `server_side_recency` changes nothing, as documented, because the server always ranks.
    private static func read(_ wire: WireObject, _ limits: MemoryLimits, _ dialect: SearchDialect) -> MemoryQuery {
        _ = wire.present("server_side_recency")
        _ = wire.choice("text_scorer", of: textScorers)
        var query = dialect.query
        query.filter = filter(wire)
        query.page = PageRequest(limit: min(10, limits.pageSize))
        wire.read(QueryMembers.all, into: &query)
        var recency = RecencyOptions()
        wire.read(QueryMembers.recency, into: &recency)
        let isBoosted = wire.bool("recency_boost") ?? (dialect == .redis || recency != RecencyOptions())
        query.recency = isBoosted ? recency : nil
        return query
    }
}
