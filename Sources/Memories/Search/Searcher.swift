import Base
import Identity

/// Runs a search: embeds the question, gets candidates from the store, ranks them, weighs by time, cuts the page and
/// reads its memories.
struct Searcher: Sendable {
    let store: any MemoryStore
    let embeddings: Embeddings
    let indexer: WordIndexer
    /// The mode of a search that names none.
    let defaultMode: SearchMode
    let time: any TimeSource
    var preference = TimePreference()

    func search(_ access: Access, _ query: MemoryQuery) async throws -> SearchAnswer {
        let text = query.text?.trimmingBlanks() ?? ""
        guard !text.isEmpty else { return try await list(access, query) }
        let asked = try await askedTime(access, query, text: text)
        let plan = try await plan(access, query, text: text)
        let candidates = try await candidates(access, query, plan, in: asked?.reach)
        let gap = try await gap(access, query, plan)
        let ordered = order(candidates, query, plan, preferring: asked)
        let page = Array(ordered.dropFirst(query.page.offset).prefix(query.page.limit))
        let memories = try await store.memories(access, of: page.map(\.candidate), query.filter)
        // A memory that was forgotten after the ranking is left out; the next page still begins at its usual offset.
        let scored = page.compactMap { ranked in
            memories[ranked.candidate.row].map { memory in
                ScoredMemory(
                    memory: memory,
                    distance: 1 - ranked.relevance,
                    score: min(1, max(0, ranked.relevance)),
                    scoreKind: plan.mode,
                    words: min(1, max(0, ranked.words))
                )
            }
        }
        let next = query.page.offset + page.count
        return SearchAnswer(
            memories: scored,
            total: ordered.count,
            nextOffset: !page.isEmpty && next < ordered.count ? next : nil,
            notice: [plan.notice, gap].compactMap(\.self).joined(separator: " ").nonEmpty
        )
    }

    /// A notice when keyword search may have missed memories of the caller.
    private func gap(_ access: Access, _ query: MemoryQuery, _ plan: Plan) async throws -> String? {
        guard plan.words != nil, indexer.mayBeIncomplete,
            try await store.hasUnindexedWords(access, of: query.filter.userID)
        else {
            return nil
        }
        return
            "The keyword index is still being built after an upgrade: keyword search may miss some memories."
    }

    /// How many candidates to request: at least twice the end of the page, in steps, so that most pages of one search
    /// come from the same candidates. No page reaches beyond 5,000.
    static func pool(for page: PageRequest) -> Int {
        var pool = 100
        while pool < 2 * min(page.offset + page.limit, 2_500) { pool *= 2 }
        return min(pool, 5_000)
    }
}

extension Searcher {
    /// The candidates of the search and, when the question asks about a time, those of that time: among many memories
    /// they might not be in the first list.
    private func candidates(
        _ access: Access,
        _ query: MemoryQuery,
        _ plan: Plan,
        in window: TimeWindow?
    ) async throws -> [Candidate] {
        func found(_ filter: MemoryFilter) async throws -> [Candidate] {
            try await store.candidates(
                access,
                CandidateRequest(
                    words: plan.words,
                    vector: plan.vector?.vector,
                    model: plan.vector?.model,
                    filter: filter,
                    limit: Self.pool(for: query.page)
                )
            )
        }
        let all = try await found(query.filter)
        guard let window else { return all }
        let known = Set(all.map(\.row))
        return try await all + found(query.filter.narrowed(to: window)).filter { !known.contains($0.row) }
    }

    /// How the search can be done.
    private struct Plan {
        let mode: SearchMode
        let words: [String]?
        let vector: (vector: Vector, model: EmbeddingModel)?
        let alpha: Double
        let notice: String?
    }

    private func plan(_ access: Access, _ query: MemoryQuery, text: String) async throws -> Plan {
        let words = QueryWords.of(text)
        let mode = query.mode(orElse: defaultMode)
        guard mode != .keyword else {
            return Plan(mode: .keyword, words: words, vector: nil, alpha: 0, notice: nil)
        }
        switch await embeddings.query(text, words: words, by: access) {
        case .absent(let reason):
            return Plan(mode: .keyword, words: words, vector: nil, alpha: 0, notice: reason)
        case .vector(let vector, let model, let knownShare):
            if mode == .hybrid {
                return Plan(
                    mode: .hybrid,
                    words: words,
                    vector: (vector, model),
                    // Squared because the known words count on both sides: by meaning and as words.
                    alpha: query.hybridAlpha * knownShare * knownShare,
                    notice: nil
                )
            }
            // Looks at the caller's own memories only: what others wait for must not change this result.
            let isCatchingUp = try await store.lacksVectors(
                access,
                of: query.filter.userID,
                model: model,
                atLeast: Embeddings.batch
            )
            guard isCatchingUp else {
                return Plan(mode: .semantic, words: nil, vector: (vector, model), alpha: 1, notice: nil)
            }
            // Semantic search alone would miss the memories without a vector.
            return Plan(
                mode: .hybrid,
                words: words,
                vector: (vector, model),
                alpha: MemoryQuery.defaultAlpha,
                notice: "Some memories have no vector of the current model yet, so keyword search was used as well."
            )
        }
    }

    private func order(
        _ candidates: [Candidate],
        _ query: MemoryQuery,
        _ plan: Plan,
        preferring asked: AskedTime?
    ) -> [Fusion.Ranked] {
        let recency = query.recency.map { Recency(options: $0, now: time.now()) }
        let ranked = Fusion.rank(candidates, mode: plan.mode, alpha: plan.alpha).filter { ranked in
            guard let threshold = query.distanceThreshold, let similarity = ranked.candidate.similarity else {
                return true
            }
            return 1 - similarity <= threshold
        }
        let lift = asked.map { preference.lift(of: ranked, by: plan.mode, in: $0) }
        let scores = ranked.map { ranked in
            let relevance = ranked.relevance + (lift?(ranked.candidate) ?? 0)
            return recency?.boosted(relevance, ranked.candidate) ?? relevance
        }
        // Sorts indices, not candidates: moving candidates costs a third of a search.
        return ranked.indices.sorted { a, b in
            scores[a] == scores[b]
                ? Fusion.precedesAsEqual(ranked[a].candidate, ranked[b].candidate) : scores[a] > scores[b]
        }.map { ranked[$0] }
    }

    private func list(_ access: Access, _ query: MemoryQuery) async throws -> SearchAnswer {
        let page = try await store.list(access, query.filter, order: .newestFirst, page: query.page)
        let next = query.page.offset + page.items.count
        return SearchAnswer(
            memories: page.items.map { ScoredMemory(memory: $0, distance: 0, score: nil, scoreKind: nil) },
            total: page.total,
            nextOffset: !page.items.isEmpty && next < page.total ? next : nil
        )
    }
}
