import Base

/// Writes memories: new ones (`remember`) and changes of existing ones (`revise`).
struct MemoryWriter: Sendable {
    let store: any MemoryStore
    let embeddings: Embeddings
    let upkeep: Upkeep
    let rules: MemoryRules
    let time: any TimeSource
}
