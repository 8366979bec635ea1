package import Base

/// A memory to store, with its vector if there is one already, and the text for the keyword index.
package struct StoredMemory: Sendable {
    package let memory: Memory
    /// The text with its context (role, date, topics, entities): it is embedded and indexed.
    package let searchText: String
    package let vector: Vector?
    /// When it expires; nil leaves a stored memory's end as it is, and gives a new one none.
    package let expiresAt: Timestamp?

    package init(memory: Memory, searchText: String, vector: Vector?, expiresAt: Timestamp? = nil) {
        self.expiresAt = expiresAt
        self.memory = memory
        self.searchText = searchText
        self.vector = vector
    }
}
