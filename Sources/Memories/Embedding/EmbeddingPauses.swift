import Base
import Identity

/// The parties that waited in vain, and until when they do not wait again: 2 s, twice as long after each further
/// failure, at most 30 s.
///
/// Each party has a pause of its own. With one pause for everybody, a person whose text makes the provider fail could
/// turn off semantic search for all others.
struct EmbeddingPauses {
    static let first = Duration.seconds(2)
    static let longest = Duration.seconds(30)

    private var pauses: RecentTable<EmbeddingParty, (since: Timestamp, length: Duration)>

    init(capacity: Int) {
        pauses = RecentTable(capacity: capacity)
    }

    /// A clock that was set back ends a pause.
    mutating func holds(_ party: EmbeddingParty, at now: Timestamp) -> Bool {
        pauses[party].map { now.isWithin($0.length, of: $0.since) } ?? false
    }

    mutating func failed(_ party: EmbeddingParty, at now: Timestamp) {
        // Requests that were sent together fail together; this counts as one failure.
        guard !holds(party, at: now) else { return }
        pauses[party] = (now, min(pauses[party].map { $0.length * 2 } ?? Self.first, Self.longest))
    }

    mutating func succeeded(_ party: EmbeddingParty) {
        pauses[party] = nil
    }
}
