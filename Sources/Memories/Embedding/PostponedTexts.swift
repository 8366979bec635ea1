import Base

/// Texts for which the embedding model failed: each is tried again after a minute, then after twice as long each time,
/// at most an hour.
struct PostponedTexts {
    static let first = Duration.seconds(60)
    static let longest = Duration.seconds(3_600)

    private struct Entry {
        let version: Int64
        let since: Timestamp
        let wait: Duration
    }

    /// The most entries kept; when it is full, the oldest entry is dropped.
    private let capacity: Int
    /// By row.
    private var entries: [Int64: Entry] = [:]

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// The rows that must not be tried yet. A clock that was set back ends a wait.
    func waiting(at now: Timestamp) -> [(row: Int64, version: Int64)] {
        entries.filter { now.isWithin($0.value.wait, of: $0.value.since) }.map {
            (row: $0.key, version: $0.value.version)
        }
    }

    mutating func postpone(_ memory: UnembeddedMemory, at now: Timestamp) {
        let former = entries[memory.row].flatMap { $0.version == memory.version ? $0.wait : nil }
        if former == nil, entries.count >= capacity,
            let oldest = entries.min(by: { $0.value.since < $1.value.since })?.key
        {
            entries[oldest] = nil
        }
        let wait = min(former.map { $0 * 2 } ?? Self.first, Self.longest)
        entries[memory.row] = Entry(version: memory.version, since: now, wait: wait)
    }

    mutating func finished(_ row: Int64) {
        entries[row] = nil
    }
}
