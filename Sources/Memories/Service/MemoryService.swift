package import Base
package import Identity
package import Logging

/// The facade of room 4, which every protocol calls: what do you remember?
///
/// A struct of small parts, each of which does one thing; the facade only delegates. Every method takes an `Access`
/// that the policy created for the action, and throws only `Fault`.
package struct MemoryService: Sendable {
    /// The background work; the executable runs it.
    package let upkeep: Upkeep
    /// The most that the service accepts, for the schemas of the protocols.
    package let limits: MemoryLimits
    let store: any MemoryStore
    let records: RecordStores
    let sessionStore: any WorkingMemoryStore
    private let searcher: Searcher
    private let writer: MemoryWriter
    let history: History
    let similarMemories: SimilarMemories
    private let past: FormerContents
    let undoer: UndoApplication
    private let forgetter: Forget
    private let deduplication: Deduplication
    let importer: MemoryImport
    let workingMemories: WorkingMemorySessions
    private let prompter: Prompt
    let recorder: Recorder
    private let embedder: BackgroundEmbedder?
    private let absence: String

    /// - Parameters:
    ///   - embedder: the embedding model; nil means keyword search only.
    ///   - absence: why there is no model and what to do about it: a sentence for operators and for callers that
    ///     search.
    ///   - share: the background work is shared with other servers of the database; nil when there are none.
    ///   - searchMode: the mode of a search that names none.
    ///   - language: nil without a language model: then nothing is extracted from conversations.
    package init(
        store: any MemoryStore,
        workingMemory: any WorkingMemoryStore,
        promotions: any PromotionQueue,
        records: RecordStores,
        embedder provider: (any EmbeddingProvider)?,
        absence: String = "no embedding model is installed.",
        time: any TimeSource,
        random: any RandomSource,
        limits: MemoryLimits = MemoryLimits(),
        share: WorkShare? = nil,
        searchMode: SearchMode = .hybrid,
        language: LanguageParts? = nil,
        log: Logger = Logger(label: "agent-memory.memories")
    ) {
        self.init(
            store: store,
            workingMemory: workingMemory,
            promotions: promotions,
            records: records,
            provider: provider,
            absence: absence,
            embeddings: Embeddings(provider, absence: absence, time: time),
            time: time,
            random: random,
            limits: limits,
            share: share,
            searchMode: searchMode,
            language: language,
            log: log
        )
    }

    init(
        store: any MemoryStore,
        workingMemory: any WorkingMemoryStore,
        promotions: any PromotionQueue,
        records: RecordStores,
        provider: (any EmbeddingProvider)?,
        absence: String,
        embeddings: Embeddings,
        time: any TimeSource,
        random: any RandomSource,
        limits: MemoryLimits,
        share: WorkShare? = nil,
        searchMode: SearchMode = .hybrid,
        language: LanguageParts? = nil,
        log: Logger
    ) {
        let embedder = provider.map { BackgroundEmbedder(store: store, provider: $0, time: time) }
        let touches = Touches()
        let events = EventLog(isOn: limits.activityDays > 0)
        let recorder = Recorder(touches: touches, events: events, time: time)
        let indexer = WordIndexer(store: store, log: log)
        let extractor = language.map { Extractor($0, limits: limits, time: time, random: random, log: log) }
        let upkeep = Upkeep(
            store: store,
            sessions: workingMemory,
            promotions: promotions,
            records: records,
            embedder: embedder,
            indexer: indexer,
            extractor: extractor,
            touches: touches,
            events: events,
            limits: limits,
            share: share,
            time: time,
            log: log
        )
        let rules = MemoryRules(limits: limits)
        let searcher = Searcher(
            store: store,
            embeddings: embeddings,
            indexer: indexer,
            defaultMode: searchMode,
            time: time
        )
        let workingMemories = WorkingMemorySessions(
            store: workingMemory,
            upkeep: upkeep,
            rules: SessionRules(limits: limits),
            time: time,
            random: random,
            extractor: extractor
        )
        self.upkeep = upkeep
        self.store = store
        self.records = records
        self.sessionStore = workingMemory
        self.limits = limits
        self.searcher = searcher
        self.workingMemories = workingMemories
        self.recorder = recorder
        self.embedder = embedder
        self.absence = absence
        let writer = MemoryWriter(store: store, embeddings: embeddings, upkeep: upkeep, rules: rules, time: time)
        self.writer = writer
        undoer = UndoApplication(store: records.undos, upkeep: upkeep, recorder: recorder, time: time, random: random)
        similarMemories = SimilarMemories(store: store, model: provider?.model)
        history = History(store: store, versions: records.versions, writer: writer)
        let removal = Removal(store: store, limits: limits, time: time)
        forgetter = Forget(store: store, rules: ForgetRules(limits: limits), removal: removal, time: time)
        deduplication = Deduplication(store: store, removal: removal, embeddings: embeddings, time: time)
        importer = MemoryImport(store: store, writer: writer, recorder: recorder, limits: limits, time: time)
        let past = FormerContents(versions: records.versions)
        self.past = past
        prompter = Prompt(sessions: workingMemories) { access, query in
            try await Self.search([access], query, with: searcher, past, QueryRules(limits: limits), recorder)
        }
    }

    // MARK: Long-term memory

    /// Stores all or none; durable when it returns. A memory with an existing id replaces it; with `deduplicate`, a
    /// text that the user already has is not stored twice.
    /// - Parameters:
    ///   - comparing: whether the outcome names memories that the new ones may repeat or contradict.
    ///   - end: when they expire; nil means never.
    /// - Throws: `validationFailed`; `forbidden` for the `user_id` of another user.
    package func remember(
        _ access: Access,
        _ memories: [Memory],
        deduplicate: Bool,
        comparing: Bool = false,
        expiringAt end: Timestamp? = nil
    ) async throws -> RememberOutcome {
        try await faultsOnly {
            defer { if end != nil { upkeep.noteExpiry() } }
            let outcome = try await writer.remember(
                access,
                memories,
                deduplicate: deduplicate,
                comparing: comparing,
                expiringAt: end
            )
            recorder.stored(access, memories, outcome)
            return outcome
        }
    }

    /// - Parameter isUse: whether the results count as used. A person who looks at their own memories changes nothing.
    /// - Throws: `validationFailed`; `invalidRequest` for a distance threshold in a mode other than semantic.
    package func search(_ access: Access, _ query: MemoryQuery, isUse: Bool = true) async throws -> SearchAnswer {
        try await search([access], query, isUse: isUse)
    }

    /// Searches several workspaces: the memories of each, ranked together once.
    /// - Parameters:
    ///   - reach: at least one proof, each for another workspace.
    ///   - isUse: as for `search`.
    package func search(_ reach: [Access], _ query: MemoryQuery, isUse: Bool = true) async throws -> SearchAnswer {
        try await faultsOnly {
            try await upkeep.removeExpired()
            return try await Self.search(
                reach,
                query,
                with: searcher,
                past,
                QueryRules(limits: limits),
                recorder,
                isUse: isUse
            )
        }
    }

    /// - Parameter isUse: as for `search`.
    /// - Throws: `notFound` "Memory with ID … not found".
    package func memory(_ access: Access, id: String, isUse: Bool = true) async throws -> Memory {
        try await faultsOnly {
            try await upkeep.removeExpired()
            guard let memory = try await store.memory(access, id: id) else { throw Self.unknown(id) }
            recorder.read(access, memory, isUse: isUse)
            return memory
        }
    }

    /// - Throws: `validationFailed` for a page or a filter larger than allowed.
    package func list(
        _ access: Access,
        _ filter: MemoryFilter,
        order: MemoryOrder = .newestFirst,
        page: PageRequest
    ) async throws -> Page<Memory> {
        try QueryRules(limits: limits).check(page, filter)
        return try await faultsOnly {
            try await upkeep.removeExpired()
            let found = try await store.list(access, filter, order: order, page: page)
            recorder.listed(access, found.items)
            return Page(items: try await past.shown(access, found.items, at: filter.asOf), total: found.total)
        }
    }

    /// - Parameter edition: the edition that the caller has read (`history`); nil changes any.
    /// - Throws: `notFound`; `invalidRequest` when nothing would change; `conflict` when it has another edition by now;
    ///   the errors of `remember`.
    package func revise(
        _ access: Access,
        id: String,
        _ revision: Revision,
        expecting edition: Int? = nil
    ) async throws -> Memory {
        try await faultsOnly {
            try await upkeep.removeExpired()
            let memory = try await writer.revise(access, id: id, revision, expecting: edition)
            recorder.wrote(access, .changed, [OwnedID(memory)])
            return memory
        }
    }

    /// Deletes memories; returns how many there were. Undoing an application brings back what it deleted.
    package func delete(_ access: Access, ids: [String]) async throws -> Int {
        try MemoryRules(limits: limits).checkCount(ofIDs: ids)
        guard !ids.isEmpty else { return 0 }
        return try await faultsOnly {
            let count = try await forgetter.removal.delete(access, ids: ids)
            recorder.deleted(access, ids, count: count)
            return count
        }
    }

    package func forget(_ access: Access, _ request: ForgetRequest) async throws -> ForgetOutcome {
        try await faultsOnly {
            let outcome = try await forgetter(access, request)
            if !outcome.dryRun { recorder.deleted(access, outcome.deletedIDs, count: outcome.deletedIDs.count) }
            return outcome
        }
    }

    /// Merges identical memories; returns how many remain.
    package func compact(_ access: Access, filter: MemoryFilter) async throws -> Int {
        try await faultsOnly { try await deduplication.compact(access, filter: filter) }
    }

    // MARK: Prompt

    /// Combines a session and the long-term memories about the query into messages for a model.
    /// - Throws: `invalidRequest` "Either session or long_term_search must be provided"; `validationFailed`; the errors
    ///   of `search`.
    package func prompt(_ access: Access, _ request: PromptRequest) async throws -> PromptAnswer {
        try QueryRules(limits: limits).check(prompt: request.query)
        try SessionRules(limits: limits).check(request.window)
        return try await faultsOnly {
            try await upkeep.removeExpired()
            return try await prompter(access, request)
        }
    }

    // MARK: State

    /// Whether there is an embedding model. This depends on the settings, not on the memories.
    package var findsByMeaning: Bool { embedder != nil }
    package var embeddingModel: EmbeddingModel? { similarMemories.model }

    /// The state of semantic search, for `/health` of administrators and the log at start: it counts everybody's
    /// memories.
    package func embeddingStatus() async -> EmbeddingStatus {
        await embedder?.status() ?? .keywordOnly(reason: absence)
    }
}
