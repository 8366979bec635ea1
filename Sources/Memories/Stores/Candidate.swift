package import Base

/// A possible result of a search: the data that ranking needs, with raw scores; `Fusion` ranks it.
package struct Candidate: Sendable {
    /// The store's own handle; meaningless outside it.
    package let row: Int64
    package let id: String
    package let createdAt: Timestamp
    package let lastAccessed: Timestamp
    package let eventDate: Timestamp?
    /// BM25 as a share of a memory that contains each of the words once: mostly 0…1, larger is better; nil when the
    /// words do not match.
    package let lexical: Double?
    /// Cosine similarity, −1…1; nil when it was not among the nearest or has no vector.
    package let similarity: Double?

    package init(
        row: Int64,
        id: String,
        createdAt: Timestamp,
        lastAccessed: Timestamp,
        eventDate: Timestamp? = nil,
        lexical: Double?,
        similarity: Double?
    ) {
        self.row = row
        self.id = id
        self.createdAt = createdAt
        self.lastAccessed = lastAccessed
        self.eventDate = eventDate
        self.lexical = lexical
        self.similarity = similarity
    }
}
