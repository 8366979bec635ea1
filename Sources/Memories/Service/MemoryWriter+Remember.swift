import Base
import Identity

/// Stores new memories: checks them, sets their owner, recognises duplicates, and embeds them when that is quick.
///
/// An acknowledged text is durable. Usually its vector is stored as well, so that semantic search finds it right after
/// the write. A slow or absent model delays no write: the background embedder adds the vector later.
extension MemoryWriter {
    /// - Parameters:
    ///   - comparing: whether the outcome names related memories.
    ///   - end: when they expire; nil means never.
    func remember(
        _ access: Access,
        _ memories: [Memory],
        deduplicate: Bool,
        comparing: Bool,
        expiringAt end: Timestamp?
    ) async throws -> RememberOutcome {
        let memories = try prepared(access, memories).map {
            StoredMemory(memory: $0, searchText: SearchText.of($0), vector: nil)
        }
        .lastOfEachID
        guard !memories.isEmpty else { return RememberOutcome(stored: [], known: []) }
        let known = deduplicate ? try await probablyKnown(access, memories.map(\.memory)) : []
        let isNew = memories.map { !known.contains(OwnedID($0.memory)) }
        var vectors = await embeddings.documents(zip(memories, isNew).filter(\.1).map(\.0.searchText), by: access)[...]
        let stored = zip(memories, isNew).map { stored, isNew in
            StoredMemory(
                memory: stored.memory,
                searchText: stored.searchText,
                vector: isNew ? vectors.removeFirst() : nil,
                expiresAt: end
            )
        }
        let dropped = try await store.put(access, stored, model: embeddings.model, unlessKnown: deduplicate)
        let absent = Set(dropped.map(\.memory))
        let kept = stored.filter { !absent.contains(OwnedID($0.memory)) }
        if kept.contains(where: { $0.vector == nil }) { upkeep.wakeEmbedding() }
        return RememberOutcome(
            stored: kept.map(\.memory.id),
            known: dropped,
            related: comparing ? try await RelatedMemories(store: store)(access, kept, model: embeddings.model) : [:],
            missing: try await missing(access, memories.map(\.memory))
        )
    }

    /// The ids that memories name as replaced and that do not exist for their users.
    private func missing(_ access: Access, _ memories: [Memory]) async throws -> [OwnedID: [String]] {
        var missing: [OwnedID: [String]] = [:]
        for memory in memories where !memory.supersedes.isEmpty {
            guard let own = access.narrowed(to: memory.userID) else { continue }
            let found = try await store.memories(own, ids: memory.supersedes).map(\.id)
            let absent = memory.supersedes.filter { !found.containsExactly($0) }
            if !absent.isEmpty { missing[OwnedID(memory)] = absent }
        }
        return missing
    }

    /// The checked memories, with owner, hash and time of storing.
    /// - Throws: `validationFailed`; `forbidden` for the `user_id` of another user.
    private func prepared(_ access: Access, _ memories: [Memory]) throws -> [Memory] {
        try rules.checkCount(memories)
        var validation = Validation()
        let now = time.now()
        let prepared = try memories.enumerated().map { index, memory in
            rules.check(memory, ["body", "memories", "\(index)"], into: &validation)
            var memory = memory
            memory.userID = try Ownership.owner(memory.userID, by: access)
            memory.namespace = memory.namespace?.nonEmpty
            memory.sessionID = memory.sessionID?.nonEmpty
            memory.hash = MemoryHash.of(memory)
            memory.persistedAt = now
            return memory
        }
        try validation.finish()
        return prepared
    }

    /// The memories whose text the user seems to have under another id; they are not embedded. The store decides in one
    /// transaction; a memory that it keeps after all gets its vector in the background.
    private func probablyKnown(_ access: Access, _ memories: [Memory]) async throws -> Set<OwnedID> {
        let rewritten = Set(memories.map { OwnedID($0) })
        var known: Set<OwnedID> = []
        for mine in Dictionary(grouping: memories, by: { Identifier($0.userID ?? "") }).values {
            let holders = try await store.existing(access, hashes: mine.compactMap(\.hash), of: mine[0].userID)
            for memory in mine {
                guard let holder = memory.hash.flatMap({ holders[Identifier($0)] }) else { continue }
                if !rewritten.contains(OwnedID(id: holder, userID: memory.userID)) { known.insert(OwnedID(memory)) }
            }
        }
        return known
    }
}
