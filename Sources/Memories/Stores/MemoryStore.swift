package import Base
package import Identity

/// Long-term memories. Every method takes `Access` first and reaches only what it allows.
package protocol MemoryStore: Sendable {
    /// Stores all or none; durable when it returns. A memory with the same id and user is replaced; of two with the
    /// same id in the batch, the last counts.
    ///
    /// Racing callers: with `unlessKnown`, exactly one of several new memories with the same text of one user is
    /// stored.
    /// - Parameters:
    ///   - model: the model of the given vectors.
    ///   - unlessKnown: drops a memory whose id is new and whose text (`hash`) another id of the user holds after the
    ///     batch: one outside the batch, one that the batch changes to that text, or an earlier new one of the batch.
    /// - Returns: the memories that were dropped.
    @discardableResult
    func put(
        _ access: Access,
        _ memories: [StoredMemory],
        model: EmbeddingModel?,
        unlessKnown: Bool
    ) async throws -> [KnownMemory]
    /// The hashes among `hashes` that current memories of the user have, each with the id of its memory.
    func existing(_ access: Access, hashes: [String], of userID: String?) async throws -> [Identifier: String]
    func memory(_ access: Access, id: String) async throws -> Memory?
    func memories(_ access: Access, ids: [String]) async throws -> [Memory]
    /// Replaces an existing memory; false when it does not exist any more, or has another edition.
    /// - Parameter edition: nil replaces any edition. Of racing callers with one edition, exactly one gets true.
    func replace(
        _ access: Access,
        _ memory: StoredMemory,
        previous: Memory,
        edition: Int?,
        model: EmbeddingModel?
    ) async throws -> Bool
    /// Deletes memories; returns how many of `ids` existed.
    /// Archives memories, or takes that back; returns those that it changed.
    func archive(_ access: Access, ids: [String], _ archived: Bool, at now: Timestamp) async throws -> [OwnedID]
    /// - Parameter time: keeps them, so that the undoing of the caller's application can bring them back; nil keeps
    ///   nothing. Without a credential there is nobody to undo, and nothing is kept.
    func delete(_ access: Access, ids: [String], keptAt time: Timestamp?) async throws -> Int
    func list(_ access: Access, _ filter: MemoryFilter, order: MemoryOrder, page: PageRequest) async throws -> Page<
        Memory
    >
    /// How many memories were created on each day since `since`, oldest day first; days without any are left out.
    /// - Parameter limit: how many days to count, from the day of `since` on.
    func days(_ access: Access, since: Timestamp, limit: Int) async throws -> [MemoryDay]
    func candidates(_ access: Access, _ request: CandidateRequest) async throws -> [Candidate]
    /// The memories of candidates, by row; those that are gone or no longer match the filter are left out.
    func memories(_ access: Access, of candidates: [Candidate], _ filter: MemoryFilter) async throws -> [Int64: Memory]
    /// The vector of a memory within reach; nil when it has none of `model`.
    func vector(_ access: Access, of memory: OwnedID, model: EmbeddingModel) async throws -> Vector?
    /// Records an access; buffered, all in one write.
    func touch(_ access: Access, ids: [String], at now: Timestamp) async throws

    /// Whether at least `count` memories within reach, of these users, wait for a vector of `model`. Memories that the
    /// model refused do not count as waiting.
    func lacksVectors(
        _ access: Access,
        of users: TagFilter?,
        model: EmbeddingModel,
        atLeast count: Int
    ) async throws -> Bool

    /// The memories of every workspace that wait for a vector of `model`, except these versions of rows; for the
    /// background embedder only, which shows them to nobody. Some memories of every person, oldest first, so that
    /// nobody waits for another's backlog.
    /// - Parameter place: of the last memory of the previous batch; 0 for the first batch. The next person's memories
    ///   come first.
    func unembedded(
        for model: EmbeddingModel,
        except postponed: [(row: Int64, version: Int64)],
        after place: Int64,
        limit: Int
    ) async throws -> [UnembeddedMemory]
    /// Adds vectors to rows whose version is unchanged.
    func embed(_ vectors: [(row: Int64, version: Int64, vector: Vector)], model: EmbeddingModel) async throws
    /// Records that `model` cannot embed these rows, if their version is unchanged. They do not wait for a vector until
    /// their text changes or another model is used.
    func refuse(_ rows: [(row: Int64, version: Int64)], model: EmbeddingModel) async throws
    /// The memories that `model` refused, ordered by place and row; for the background embedder only.
    /// - Parameter last: the end of the previous batch; nil for the first.
    func refused(by model: EmbeddingModel, after last: UnembeddedMemory?, limit: Int) async throws -> [UnembeddedMemory]
    /// Adds a batch of memories from an earlier version to the keyword index, of every workspace; for background work
    /// only.
    /// - Returns: how many it added; 0 when all are indexed.
    func indexWords(limit: Int) async throws -> Int
    /// How many memories are not in the keyword index yet.
    func unindexedWords() async throws -> Int
    /// Reorganises the keyword index where that makes searches faster; in small pieces, so that no write waits long.
    /// Changes no result of a search.
    func tidyWords() async throws
    /// Whether some of the memories within reach are missing from the keyword index, so that keyword search can miss
    /// them.
    func hasUnindexedWords(_ access: Access, of users: TagFilter?) async throws -> Bool
    /// The states of memories within reach, by the stores' numbers of the memories (`MemoryPlace`).
    func vectorStates(_ access: Access, of rows: [Int64], model: EmbeddingModel) async throws -> [Int64: VectorState]
    /// How many memories have a vector of `model` or were refused by it, and how many there are.
    func embeddingProgress(for model: EmbeddingModel) async throws -> (embedded: Int, total: Int)
}

extension MemoryStore {
    /// Deletes memories for good.
    package func delete(_ access: Access, ids: [String]) async throws -> Int {
        try await delete(access, ids: ids, keptAt: nil)
    }

    /// Replaces a memory whatever its edition.
    package func replace(
        _ access: Access,
        _ memory: StoredMemory,
        previous: Memory,
        model: EmbeddingModel?
    ) async throws -> Bool {
        try await replace(access, memory, previous: previous, edition: nil, model: model)
    }

    /// Stores all, also those with a known text.
    package func put(_ access: Access, _ memories: [StoredMemory], model: EmbeddingModel?) async throws {
        try await put(access, memories, model: model, unlessKnown: false)
    }

    package func unembedded(
        for model: EmbeddingModel,
        except postponed: [(row: Int64, version: Int64)],
        limit: Int
    ) async throws -> [UnembeddedMemory] {
        try await unembedded(for: model, except: postponed, after: 0, limit: limit)
    }
}
