import Base
import Glibc

/// How recency adds to relevance, as the Redis server computes it: `semantic · relevance + recency · (freshness weight
/// · freshness + novelty weight · novelty)`. Freshness halves with the time since the last access, novelty with the
/// time since creation.
struct Recency {
    let options: RecencyOptions
    let now: Timestamp

    /// The value that results are ordered by; not a score to show.
    func boosted(_ relevance: Double, _ item: some Rankable) -> Double {
        options.semanticWeight * relevance + options.recencyWeight * recency(of: item)
    }

    /// 0…1 when the two weights add up to 1.
    func recency(of item: some Rankable) -> Double {
        options.freshnessWeight * halved(since: item.lastAccessed, halfLife: options.halfLifeLastAccessDays)
            + options.noveltyWeight * halved(since: item.createdAt, halfLife: options.halfLifeCreatedDays)
    }

    private func halved(since time: Timestamp, halfLife: Double) -> Double {
        exp2(-max(0, now.days(since: time)) / halfLife)
    }
}

extension Timestamp {
    /// Days from `other` to `self`; negative when `other` is later.
    func days(since other: Timestamp) -> Double {
        (Double(milliseconds) - Double(other.milliseconds)) / 86_400_000
    }
}
