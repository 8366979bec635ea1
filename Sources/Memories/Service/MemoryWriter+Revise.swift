import Base
import Identity

/// Changes a memory that exists.
extension MemoryWriter {
    /// - Parameter edition: the edition that the caller has read; nil replaces any.
    func revise(
        _ access: Access,
        id: String,
        _ revision: Revision,
        expecting edition: Int?
    ) async throws -> Memory {
        guard !revision.isEmpty else { throw Fault(.invalidRequest, "No fields provided for update") }
        guard let previous = try await store.memory(access, id: id) else { throw MemoryService.unknown(id) }
        var memory = applied(revision, to: previous)
        memory.userID = try revision.userID.map { try Ownership.owner($0, by: access) } ?? previous.userID
        return try await replace(access, previous, with: memory, expecting: edition)
    }

    /// Replaces a memory by a changed one.
    /// - Throws: `validationFailed`; `notFound` when it is gone; `conflict` when it has another edition by now.
    func replace(
        _ access: Access,
        _ previous: Memory,
        with changed: Memory,
        expecting edition: Int?
    ) async throws -> Memory {
        var memory = changed
        memory.updatedAt = time.now()
        memory.hash = MemoryHash.of(memory)
        var validation = Validation()
        rules.check(memory, ["body"], into: &validation)
        try validation.finish()

        let text = SearchText.of(memory)
        // When the text stays the same, the store keeps its vector.
        let isReworded = !text.isExactly(SearchText.of(previous))
        let vector = isReworded ? await embeddings.documents([text], by: access)[0] : nil
        let stored = StoredMemory(memory: memory, searchText: text, vector: vector)
        guard
            try await store.replace(access, stored, previous: previous, edition: edition, model: embeddings.model)
        else {
            guard edition != nil, try await store.memory(access, id: previous.id) != nil else {
                throw MemoryService.unknown(previous.id)
            }
            throw Fault(.conflict, "The memory was changed meanwhile. Read it again.")
        }
        if isReworded, vector == nil { upkeep.wakeEmbedding() }
        if !memory.hasContent(of: previous), let provenance = access.provenance {
            memory.provenance = MemoryProvenance(
                created: previous.provenance?.created,
                changed: Authorship(provenance, at: memory.updatedAt)
            )
        }
        return memory
    }

    private func applied(_ revision: Revision, to previous: Memory) -> Memory {
        var memory = previous
        memory.text = revision.text ?? previous.text
        memory.kind = revision.kind ?? previous.kind
        memory.topics = revision.topics ?? previous.topics
        memory.entities = revision.entities ?? previous.entities
        memory.namespace = revision.namespace?.nonEmpty ?? previous.namespace
        memory.sessionID = revision.sessionID?.nonEmpty ?? previous.sessionID
        memory.eventDate = revision.eventDate ?? previous.eventDate
        memory.pinned = revision.pinned ?? previous.pinned
        memory.metadata = revision.metadata ?? previous.metadata
        memory.archived = revision.archived ?? previous.archived
        memory.supersedes = superseded(revision, previous)
        return memory
    }

    /// A write may name several related memories, each with its own call that replaces it: the second must not take the
    /// first back.
    private func superseded(_ revision: Revision, _ previous: Memory) -> [String] {
        guard let named = revision.supersedes else { return previous.supersedes }
        guard !named.isEmpty else { return [] }
        return named.reduce(into: previous.supersedes) { if !$0.containsExactly($1) { $0.append($1) } }
    }
}
