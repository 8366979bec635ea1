/// A memory to store, with its vector if there is one already, and the text for the keyword index.
package struct StoredMemory: Sendable {
    package let memory: Memory
    /// The text with its context (role, date, topics, entities): it is embedded and indexed.
    package let searchText: String
    package let vector: Vector?

    package init(memory: Memory, searchText: String, vector: Vector?) {
        self.memory = memory
        self.searchText = searchText
        self.vector = vector
    }
}
