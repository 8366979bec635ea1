import Base
import Identity

/// Which parties waited in vain, and until when they do not wait again: 2 s, twice as long after each further failure,
/// at most 30 s.
///
/// Each party has a pause of its own. A pause for everybody would let one person turn semantic search off for all
/// others, with a text on which the provider stumbles.
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
        // Requests that were sent together fail together: that counts once.
        guard !holds(party, at: now) else { return }
        pauses[party] = (now, min(pauses[party].map { $0.length * 2 } ?? Self.first, Self.longest))
    }

    mutating func succeeded(_ party: EmbeddingParty) {
        pauses[party] = nil
    }
}
