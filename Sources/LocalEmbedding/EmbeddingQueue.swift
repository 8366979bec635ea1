import Memories

/// Texts waiting for a worker, in two bounded lanes that never wait for each other: queries and documents, each first
/// come, first served. The lanes in `Memories` decide the order before the texts arrive here.
struct EmbeddingQueue {
    struct Entry {
        let text: String
        /// The call that the text belongs to, and its position in that call.
        let call: UInt64
        let index: Int
    }

    /// The most questions that a worker takes at once, and the best number of documents in a call: about one pass of
    /// the encoder.
    static let takeTexts = 16
    static let takeBytes = 1024
    /// The most documents that a worker takes at once. Questions go first between two takes, so a take is small: a few
    /// milliseconds. Full passes would be 14 % faster.
    static let documentTexts = 4
    static let documentBytes = 256

    private var queries: Lane
    private var documents: Lane

    init(queryLimit: Int, documentLimit: Int) {
        queries = Lane(limit: queryLimit, takeTexts: Self.takeTexts, takeBytes: Self.takeBytes)
        documents = Lane(limit: documentLimit, takeTexts: Self.documentTexts, takeBytes: Self.documentBytes)
    }

    /// How many texts are waiting.
    var count: Int { queries.count + documents.count }

    /// Adds all entries and returns true, or adds none and returns false when they do not all fit.
    mutating func add(_ entries: [Entry], for purpose: EmbeddingPurpose) -> Bool {
        switch purpose {
        case .query: queries.add(entries)
        case .document: documents.add(entries)
        }
    }

    /// Removes and returns the next texts for a worker of this lane; empty when none are waiting.
    mutating func take(for purpose: EmbeddingPurpose) -> [Entry] {
        switch purpose {
        case .query: queries.take()
        case .document: documents.take()
        }
    }

    /// Removes the texts of a call that nobody waits for any more.
    mutating func remove(call: UInt64) {
        queries.remove(call: call)
        documents.remove(call: call)
    }

    /// Not a `Deque`: whole runs leave at the front as one slice, and the project does not depend on swift-collections.
    private struct Lane {
        let limit: Int
        let takeTexts: Int
        let takeBytes: Int
        private var entries: [Entry] = []
        private var head = 0

        init(limit: Int, takeTexts: Int, takeBytes: Int) {
            self.limit = limit
            self.takeTexts = takeTexts
            self.takeBytes = takeBytes
        }

        var count: Int { entries.count - head }

        mutating func add(_ new: [Entry]) -> Bool {
            guard count + new.count <= limit else { return false }
            entries += new
            return true
        }

        mutating func take() -> [Entry] {
            var end = head
            var bytes = 0
            while end < entries.count, end - head < takeTexts {
                bytes += entries[end].text.utf8.count
                if bytes > takeBytes, end > head { break }
                end += 1
            }
            let taken = Array(entries[head..<end])
            head = end
            if head * 2 >= entries.count {
                entries.removeFirst(head)
                head = 0
            }
            return taken
        }

        mutating func remove(call: UInt64) {
            entries.removeFirst(head)
            head = 0
            entries.removeAll { $0.call == call }
        }
    }
}
