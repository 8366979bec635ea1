package import Base
package import Identity

/// A memory to be stored, with its vector when there is one already and the text that words are looked up in.
package struct StoredMemory: Sendable {
    package let memory: Memory
    /// The text with its context (role, date, topics, entities): what is embedded and what the keyword index holds.
    package let searchText: String
    package let vector: Vector?

    package init(memory: Memory, searchText: String, vector: Vector?) {
        self.memory = memory
        self.searchText = searchText
        self.vector = vector
    }
}

/// A memory that may answer: no more of it than an order is made of, with raw scores; `Fusion` ranks.
package struct Candidate: Sendable {
    /// The store's own handle; meaningful to nobody else.
    package let row: Int64
    package let id: String
    package let createdAt: Timestamp
    package let lastAccessed: Timestamp
    /// BM25, larger is better, unscaled; nil when the words do not match.
    package let lexical: Double?
    /// Cosine similarity, −1…1; nil when it was not among the nearest, or has no vector.
    package let similarity: Double?

    package init(
        row: Int64,
        id: String,
        createdAt: Timestamp,
        lastAccessed: Timestamp,
        lexical: Double?,
        similarity: Double?
    ) {
        self.row = row
        self.id = id
        self.createdAt = createdAt
        self.lastAccessed = lastAccessed
        self.lexical = lexical
        self.similarity = similarity
    }
}

/// What a store is asked for in one search.
package struct CandidateRequest: Sendable {
    /// Words to look up, stop words dropped; nil leaves the keyword index alone.
    package let words: [String]?
    /// The question's vector and the model it came from; nil leaves vectors alone.
    package let vector: Vector?
    package let model: EmbeddingModel?
    package let filter: MemoryFilter
    /// How many candidates at most from each of the two.
    package let limit: Int

    package init(words: [String]?, vector: Vector?, model: EmbeddingModel?, filter: MemoryFilter, limit: Int) {
        self.words = words
        self.vector = vector
        self.model = model
        self.filter = filter
        self.limit = limit
    }
}

package enum MemoryOrder: Sendable, Hashable {
    case newestFirst, oldestFirst
}

/// A memory that still lacks a vector of the wanted model, as the background embedder sees it.
package struct UnembeddedMemory: Sendable {
    /// The store's own handle; meaningful to nobody else.
    package let row: Int64
    package let searchText: String
    /// Changes whenever the text does: a vector for an older text is refused.
    package let version: Int64
    /// Whose it is, as the store numbers them.
    package let place: Int64

    package init(row: Int64, searchText: String, version: Int64, place: Int64) {
        self.row = row
        self.searchText = searchText
        self.version = version
        self.place = place
    }
}

/// A memory that a batch did not store, because the user has its text under another id.
package struct KnownMemory: Sendable, Hashable {
    package let memory: OwnedID
    /// The id that holds the text.
    package let holder: String

    package init(_ memory: OwnedID, holder: String) {
        self.memory = memory
        self.holder = holder
    }
}

/// Long-term memories. Every method takes `Access` first and reaches nothing beyond it.
package protocol MemoryStore: Sendable {
    /// Stores all or none; durable when it returns. The same id of the same user replaces; of one id given twice, the last counts.
    ///
    /// Racing callers: with `unlessKnown`, exactly one of several new memories with the same text of one user is stored.
    /// - Parameters:
    ///   - model: the model of the vectors given.
    ///   - unlessKnown: drops a memory whose id is new and whose text (`hash`) another id of the user holds once the batch is stored:
    ///     one that the batch leaves alone, one whose new text it is, or an earlier new one of the batch.
    /// - Returns: what was dropped.
    @discardableResult
    func put(
        _ access: Access,
        _ memories: [StoredMemory],
        model: EmbeddingModel?,
        unlessKnown: Bool
    ) async throws -> [KnownMemory]
    /// The hashes among `hashes` that the user already has, with the id of the memory that has it.
    func existing(_ access: Access, hashes: [String], of userID: String?) async throws -> [Identifier: String]
    func memory(_ access: Access, id: String) async throws -> Memory?
    func memories(_ access: Access, ids: [String]) async throws -> [Memory]
    /// Replaces one memory that exists; false when it does not (any more).
    func replace(_ access: Access, _ memory: StoredMemory, previous: Memory, model: EmbeddingModel?) async throws
        -> Bool
    /// How many there were among `ids`.
    func delete(_ access: Access, ids: [String]) async throws -> Int
    func list(_ access: Access, _ filter: MemoryFilter, order: MemoryOrder, page: PageRequest) async throws -> Page<
        Memory
    >
    func candidates(_ access: Access, _ request: CandidateRequest) async throws -> [Candidate]
    /// The memories of candidates, by their row; without those that are gone or no longer fit the filter.
    func memories(_ access: Access, of candidates: [Candidate], _ filter: MemoryFilter) async throws -> [Int64: Memory]
    /// Notes an access; lazily, all in one write.
    func touch(_ access: Access, ids: [String], at now: Timestamp) async throws

    /// Whether at least `count` memories within reach, of these users, wait for a vector of `model`. Memories that the
    /// model refused do not wait.
    func lacksVectors(
        _ access: Access,
        of users: TagFilter?,
        model: EmbeddingModel,
        atLeast count: Int
    ) async throws -> Bool

    /// Memories of every workspace that wait for a vector of `model`, except these versions of rows; for the background
    /// embedder only, which shows them to nobody. Some memories of every person, oldest first, so that nobody waits for
    /// another's backlog.
    /// - Parameter place: of the last memory of the batch before; 0 for the first. The next person's come first.
    func unembedded(
        for model: EmbeddingModel,
        except postponed: [(row: Int64, version: Int64)],
        after place: Int64,
        limit: Int
    ) async throws -> [UnembeddedMemory]
    /// Adds vectors to rows whose version is unchanged.
    func embed(_ vectors: [(row: Int64, version: Int64, vector: Vector)], model: EmbeddingModel) async throws
    /// Notes that `model` cannot embed these rows, if their version is unchanged. They do not wait for a vector until
    /// their text changes or another model is used.
    func refuse(_ rows: [(row: Int64, version: Int64)], model: EmbeddingModel) async throws
    /// What `model` refused, by place and row; for the background embedder only.
    /// - Parameter last: where the batch before ended; nil for the first.
    func refused(by model: EmbeddingModel, after last: UnembeddedMemory?, limit: Int) async throws -> [UnembeddedMemory]
    /// Puts a batch of memories that an earlier version stored into the keyword index, of every workspace; for the
    /// background only.
    /// - Returns: how many it took; 0 when all are in it.
    func indexWords(limit: Int) async throws -> Int
    /// How many memories are not in the keyword index yet.
    func unindexedWords() async throws -> Int
    /// Whether some of the memories within reach are not in the keyword index yet, so that a search by words can miss
    /// them.
    func hasUnindexedWords(_ access: Access, of users: TagFilter?) async throws -> Bool
    /// How many have a vector of `model` or were refused by it, of how many in all.
    func embeddingProgress(for model: EmbeddingModel) async throws -> (embedded: Int, total: Int)
}

extension MemoryStore {
    /// Stores all, known or not.
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
