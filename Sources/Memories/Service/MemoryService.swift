package import Base
package import Identity
package import Logging

/// Room 4, the facade that every door calls: what do you remember?
///
/// A struct of small parts, each of which does one thing; the facade only hands on. Every method takes an `Access` that
/// policy made for the action it performs, and throws `Fault` only.
package struct MemoryService: Sendable {
    /// What must go on in the background; the executable runs it.
    package let upkeep: Upkeep
    private let store: any MemoryStore
    private let sessionStore: any WorkingMemoryStore
    private let limits: MemoryLimits
    private let searcher: Searcher
    private let rememberer: Remember
    private let reviser: Revise
    private let forgetter: Forget
    private let deduplication: Deduplication
    private let workingMemories: WorkingMemorySessions
    private let prompter: Prompt
    private let touches: Touches
    private let embedder: BackgroundEmbedder?
    private let absence: String

    /// - Parameters:
    ///   - embedder: the model; nil finds by words only.
    ///   - absence: why there is none and what to do about it: a sentence for operators and for whoever searches.
    package init(
        store: any MemoryStore,
        workingMemory: any WorkingMemoryStore,
        promotions: any PromotionQueue,
        embedder provider: (any EmbeddingProvider)?,
        absence: String = "no embedding model is installed.",
        time: any TimeSource,
        random: any RandomSource,
        limits: MemoryLimits = MemoryLimits(),
        log: Logger = Logger(label: "agent-memory.memories")
    ) {
        self.init(
            store: store,
            workingMemory: workingMemory,
            promotions: promotions,
            provider: provider,
            absence: absence,
            embeddings: Embeddings(provider, absence: absence, time: time),
            time: time,
            random: random,
            limits: limits,
            log: log
        )
    }

    init(
        store: any MemoryStore,
        workingMemory: any WorkingMemoryStore,
        promotions: any PromotionQueue,
        provider: (any EmbeddingProvider)?,
        absence: String,
        embeddings: Embeddings,
        time: any TimeSource,
        random: any RandomSource,
        limits: MemoryLimits,
        log: Logger
    ) {
        let embedder = provider.map { BackgroundEmbedder(store: store, provider: $0, time: time) }
        let touches = Touches()
        let indexer = WordIndexer(store: store, log: log)
        let upkeep = Upkeep(
            store: store,
            sessions: workingMemory,
            promotions: promotions,
            embedder: embedder,
            indexer: indexer,
            touches: touches,
            time: time,
            log: log
        )
        let rules = MemoryRules(limits: limits)
        let searcher = Searcher(store: store, embeddings: embeddings, indexer: indexer, time: time)
        let workingMemories = WorkingMemorySessions(
            store: workingMemory,
            upkeep: upkeep,
            rules: SessionRules(limits: limits),
            time: time,
            random: random
        )
        self.upkeep = upkeep
        self.store = store
        self.sessionStore = workingMemory
        self.limits = limits
        self.searcher = searcher
        self.workingMemories = workingMemories
        self.touches = touches
        self.embedder = embedder
        self.absence = absence
        rememberer = Remember(store: store, embeddings: embeddings, upkeep: upkeep, rules: rules, time: time)
        reviser = Revise(store: store, embeddings: embeddings, upkeep: upkeep, rules: rules, time: time)
        forgetter = Forget(store: store, rules: ForgetRules(limits: limits), time: time)
        deduplication = Deduplication(store: store, embeddings: embeddings, time: time)
        prompter = Prompt(sessions: workingMemories) { access, query in
            try await Self.search(access, query, with: searcher, QueryRules(limits: limits), touches)
        }
    }

    // MARK: Long-term memory

    /// Stores all or none; durable when it returns. The same id replaces; with `deduplicate`, text the user already has
    /// is recognised.
    /// - Throws: `validationFailed`; `forbidden` for another's `user_id`.
    package func remember(_ access: Access, _ memories: [Memory], deduplicate: Bool) async throws -> RememberOutcome {
        try await faultsOnly { try await rememberer(access, memories, deduplicate: deduplicate) }
    }

    /// - Throws: `validationFailed`; `invalidRequest` for a distance threshold in another mode than semantic.
    package func search(_ access: Access, _ query: MemoryQuery) async throws -> SearchAnswer {
        try await faultsOnly {
            try await Self.search(access, query, with: searcher, QueryRules(limits: limits), touches)
        }
    }

    /// - Throws: `notFound` "Memory with ID … not found".
    package func memory(_ access: Access, id: String) async throws -> Memory {
        try await faultsOnly {
            guard let memory = try await store.memory(access, id: id) else { throw Self.unknown(id) }
            touches.note(access, [id])
            return memory
        }
    }

    /// - Throws: `validationFailed` for a page or a filter larger than allowed.
    package func list(_ access: Access, _ filter: MemoryFilter, page: PageRequest) async throws -> Page<Memory> {
        try QueryRules(limits: limits).check(page, filter)
        return try await faultsOnly { try await store.list(access, filter, order: .newestFirst, page: page) }
    }

    /// - Throws: `notFound`; `invalidRequest` when nothing is to be changed; as `remember`.
    package func revise(_ access: Access, id: String, _ revision: Revision) async throws -> Memory {
        try await faultsOnly { try await reviser(access, id: id, revision) }
    }

    /// How many there were.
    package func delete(_ access: Access, ids: [String]) async throws -> Int {
        try MemoryRules(limits: limits).checkCount(ofIDs: ids)
        guard !ids.isEmpty else { return 0 }
        return try await faultsOnly { try await store.delete(access, ids: ids) }
    }

    package func forget(_ access: Access, _ request: ForgetRequest) async throws -> ForgetOutcome {
        try await faultsOnly { try await forgetter(access, request) }
    }

    /// Merges identical memories; how many remain.
    package func compact(_ access: Access, filter: MemoryFilter) async throws -> Int {
        try await faultsOnly { try await deduplication.compact(access, filter: filter) }
    }

    // MARK: Working memory

    package func sessions(
        _ access: Access,
        userID: String?,
        namespace: String?,
        page: PageRequest
    ) async throws -> Page<String> {
        try QueryRules(limits: limits).check(page)
        return try await faultsOnly {
            try await sessionStore.sessions(
                access,
                userID: userID?.nonEmpty,
                namespace: namespace?.nonEmpty,
                page: page,
                at: workingMemories.time.now()
            )
        }
    }

    /// - Throws: `notFound` "Session … not found"; `conflict` when the id alone does not tell which session is meant.
    package func workingMemory(_ access: Access, _ key: SessionKey, window: ContextWindow?) async throws
        -> WorkingMemoryView
    {
        try await faultsOnly {
            guard let session = try await workingMemories.find(access, key) else {
                throw Fault(.notFound, "Session \(key.sessionID) not found")
            }
            return workingMemories.view(session, window)
        }
    }

    /// Replaces the session; its `memories` are promoted to long-term memory in the background, durably.
    /// - Throws: `validationFailed`; `invalidRequest` for an empty message; `forbidden` for another's `user_id`.
    package func setWorkingMemory(
        _ access: Access,
        _ memory: WorkingMemory,
        window: ContextWindow?
    ) async throws -> WorkingMemoryView {
        try await faultsOnly { try await workingMemories.put(access, memory, window) }
    }

    package func deleteWorkingMemory(_ access: Access, _ key: SessionKey) async throws {
        _ = try await faultsOnly { try await sessionStore.delete(access, key) }
    }

    // MARK: Prompt

    /// Brings together a session and what long-term memory knows about the query, ready for a model.
    /// - Throws: `invalidRequest` "Either session or long_term_search must be provided"; as `search`.
    package func prompt(_ access: Access, _ request: PromptRequest) async throws -> PromptAnswer {
        try await faultsOnly { try await prompter(access, request) }
    }

    // MARK: State

    /// Whether there is a model: a function of the settings, not of the memories.
    package var findsByMeaning: Bool { embedder != nil }

    /// What `/health` tells administrators, and start-up says, about finding by meaning: it counts everybody's
    /// memories.
    package func embeddingStatus() async -> EmbeddingStatus {
        await embedder?.status() ?? .keywordOnly(reason: absence)
    }
}

extension MemoryService {
    static func unknown(_ id: String) -> Fault {
        Fault(.notFound, "Memory with ID \(id) not found")
    }

    private static func search(
        _ access: Access,
        _ query: MemoryQuery,
        with searcher: Searcher,
        _ rules: QueryRules,
        _ touches: Touches
    ) async throws -> SearchAnswer {
        try rules.check(query)
        let answer = try await searcher.search(access, query)
        // Listing is not remembering: only what answered a question was used.
        touches.note(access, answer.memories.filter { $0.score != nil }.map(\.memory.id))
        return answer
    }
}
