import Base
import Identity
import Memories
import Synchronization

/// A slow implementation of `MemoryStore` in a dictionary. Its filter knows users, kinds, `after` and `before`.
final class FakeMemoryStore: MemoryStore {
    struct Row {
        var stored: StoredMemory
        let workspace: ID<Workspace>
        let number: Int64
        var version: Int64
        var model: EmbeddingModel?
        var vector: Vector?
        var refusedBy: EmbeddingModel?

        func waits(for model: EmbeddingModel) -> Bool {
            (vector == nil || self.model != model) && refusedBy != model
        }
    }

    struct State {
        var rows: [Row] = []
        var last: Int64 = 0
        var failure: StoreFailure?
        var requests: [CandidateRequest] = []
        var touched: [String] = []
        var unindexed = 0
    }

    private let state = Mutex(State())

    /// Every method throws this error unless it is nil.
    var failure: StoreFailure? {
        get { state.withLock { $0.failure } }
        set { state.withLock { $0.failure = newValue } }
    }

    var rows: [Row] { state.withLock { $0.rows } }
    var memories: [Memory] { rows.map(\.stored.memory) }
    var requests: [CandidateRequest] { state.withLock { $0.requests } }
    var touched: [String] { state.withLock { $0.touched } }

    func locked<Result: Sendable>(_ body: (inout State) throws -> Result) throws -> Result {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            return try body(&state)
        }
    }

    func put(
        _ access: Access,
        _ memories: [StoredMemory],
        model: EmbeddingModel?,
        unlessKnown: Bool
    ) async throws -> [KnownMemory] {
        try locked { state in
            var known: [KnownMemory] = []
            let memories = memories.lastOfEachID
            let isThere = memories.map { stored in
                state.rows.contains { Self.isSame($0, stored.memory, access.workspace) }
            }
            // Replacements come first: their new text counts, and their old text does not.
            for stored in zip(memories, isThere).filter(\.1).map(\.0) + zip(memories, isThere).filter({ !$1 }).map(\.0)
            {
                let former = state.rows.firstIndex { Self.isSame($0, stored.memory, access.workspace) }
                let holder = state.rows.first { Self.hasText($0, of: stored.memory, access.workspace) }
                if unlessKnown, former == nil, let holder {
                    known.append(KnownMemory(OwnedID(stored.memory), holder: holder.stored.memory.id))
                    continue
                }
                state.last += 1
                let row = Row(
                    stored: stored,
                    workspace: access.workspace,
                    number: state.last,
                    version: state.last,
                    model: stored.vector == nil ? nil : model,
                    vector: stored.vector
                )
                if let former { state.rows[former] = row } else { state.rows.append(row) }
            }
            return known
        }
    }

    func existing(_ access: Access, hashes: [String], of userID: String?) async throws -> [Identifier: String] {
        try locked { state in
            let mine = state.rows.filter { Self.reaches(access, $0) && $0.stored.memory.userID.isExactly(userID) }.map(
                \.stored.memory
            )
            let pairs = mine.compactMap { memory in memory.hash.map { (Identifier($0), memory.id) } }.filter {
                hashes.containsExactly($0.0.text)
            }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
    }

    func memory(_ access: Access, id: String) async throws -> Memory? {
        try await memories(access, ids: [id]).first
    }

    func memories(_ access: Access, ids: [String]) async throws -> [Memory] {
        try locked { state in
            let found = state.rows.filter { Self.reaches(access, $0) }.map(\.stored.memory)
            return ids.compactMap { id in found.first { $0.id.isExactly(id) } }
        }
    }

    func replace(
        _ access: Access,
        _ memory: StoredMemory,
        previous: Memory,
        edition: Int?,
        model: EmbeddingModel?
    ) async throws -> Bool {
        try locked { state in
            guard
                let index = state.rows.firstIndex(where: {
                    Self.reaches(access, $0) && Self.isSame($0, previous, access.workspace)
                })
            else { return false }
            if state.rows[index].stored.searchText != memory.searchText {
                state.rows[index].version += 1_000
                state.rows[index].refusedBy = nil
                state.rows[index].vector = nil
            }
            state.rows[index].stored = memory
            if let vector = memory.vector { (state.rows[index].vector, state.rows[index].model) = (vector, model) }
            return true
        }
    }

    func archive(_ access: Access, ids: [String], _ archived: Bool, at now: Timestamp) async throws -> [OwnedID] {
        try locked { state in
            state.rows.indices.filter { index in
                Self.reaches(access, state.rows[index]) && ids.containsExactly(state.rows[index].stored.memory.id)
            }.map { OwnedID(state.rows[$0].stored.memory) }
        }
    }

    func delete(_ access: Access, ids: [String], keptAt time: Timestamp?) async throws -> Int {
        try locked { state in
            let before = state.rows.count
            state.rows.removeAll { Self.reaches(access, $0) && ids.containsExactly($0.stored.memory.id) }
            return before - state.rows.count
        }
    }

    func list(_ access: Access, _ filter: MemoryFilter, order: MemoryOrder, page: PageRequest) async throws -> Page<
        Memory
    > {
        try locked { state in
            let found = state.rows.filter { Self.reaches(access, $0) && Self.passes(filter, $0.stored.memory) }.map(
                \.stored.memory
            )
            .sorted { order == .oldestFirst ? $0.createdAt < $1.createdAt : $0.createdAt > $1.createdAt }
            return Page(items: Array(found.dropFirst(page.offset).prefix(page.limit)), total: found.count)
        }
    }

    func days(_ access: Access, since: Timestamp, limit: Int) async throws -> [MemoryDay] {
        try locked { state in
            let days = state.rows.filter { Self.reaches(access, $0) && $0.stored.memory.createdAt >= since }
                .map(\.stored.memory.createdAt.day)
            return Set(days).sorted().prefix(limit).map { day in MemoryDay(day: day, count: days.count { $0 == day }) }
        }
    }

    /// BM25 is the number of shared words; similarity is exact.
    func candidates(_ access: Access, _ request: CandidateRequest) async throws -> [Candidate] {
        try locked { state in
            state.requests.append(request)
            return state.rows.filter { Self.reaches(access, $0) && Self.passes(request.filter, $0.stored.memory) }
                .compactMap { row in
                    let words = Set(QueryWords.of(row.stored.searchText))
                    let shared = request.words.map { $0.count { words.contains($0) } } ?? 0
                    let vector = row.model == request.model ? row.vector : nil
                    let similarity = request.vector.flatMap { query in vector.map { Double(cosine(query, $0)) } }
                    guard shared > 0 || similarity != nil else { return nil }
                    let memory = row.stored.memory
                    return Candidate(
                        row: row.number,
                        id: memory.id,
                        createdAt: memory.createdAt,
                        lastAccessed: memory.lastAccessed,
                        eventDate: memory.eventDate,
                        lexical: shared > 0 ? Double(shared) : nil,
                        similarity: similarity
                    )
                }
        }
    }

    func vector(_ access: Access, of memory: OwnedID, model: EmbeddingModel) async throws -> Vector? {
        try locked { state in
            state.rows.first { Self.reaches(access, $0) && OwnedID($0.stored.memory) == memory && $0.model == model }?
                .vector
        }
    }

    func memories(_ access: Access, of candidates: [Candidate], _ filter: MemoryFilter) async throws -> [Int64: Memory]
    {
        try locked { state in
            let found = state.rows.filter { row in
                Self.reaches(access, row) && Self.passes(filter, row.stored.memory)
                    && candidates.contains { $0.row == row.number }
            }
            return Dictionary(uniqueKeysWithValues: found.map { ($0.number, $0.stored.memory) })
        }
    }

    func touch(_ access: Access, ids: [String], at now: Timestamp) async throws {
        try locked { $0.touched += ids }
    }

    /// How many memories count as missing from the keyword index.
    var unindexed: Int {
        get { state.withLock { $0.unindexed } }
        set { state.withLock { $0.unindexed = newValue } }
    }

    func indexWords(limit: Int) async throws -> Int {
        try locked { state in
            let count = min(limit, state.unindexed)
            state.unindexed -= count
            return count
        }
    }

    func unindexedWords() async throws -> Int {
        try locked { $0.unindexed }
    }

    func tidyWords() async throws {}

    func hasUnindexedWords(_ access: Access, of users: TagFilter?) async throws -> Bool {
        try locked { $0.unindexed > 0 }
    }

    static func reaches(_ access: Access, _ row: Row) -> Bool {
        guard row.workspace == access.workspace else { return false }
        switch access.reach {
        case .everyone: return true
        case .only(let own): return (row.stored.memory.userID ?? "").isExactly(own)
        }
    }

    private static func isSame(_ row: Row, _ memory: Memory, _ workspace: ID<Workspace>) -> Bool {
        row.workspace == workspace && OwnedID(row.stored.memory) == OwnedID(memory)
    }

    private static func hasText(_ row: Row, of memory: Memory, _ workspace: ID<Workspace>) -> Bool {
        row.workspace == workspace && OwnedID(row.stored.memory).userID == OwnedID(memory).userID
            && row.stored.memory.hash != nil
            && row.stored.memory.hash == memory.hash
    }

    static func passes(_ filter: MemoryFilter, _ memory: Memory) -> Bool {
        for (tag, value) in [(filter.userID, memory.userID), (filter.kind, memory.kind.rawValue)] {
            for case .equal(let wanted) in tag?.conditions ?? [] where wanted != value { return false }
        }
        return TimeWindow(from: filter.after, to: filter.before).contains(memory.eventDate ?? memory.createdAt)
    }
}
