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

    /// - Parameter reach: at least one proof, each for another workspace. Their memories are ranked together.
    func search(_ reach: [Access], _ query: MemoryQuery) async throws -> SearchAnswer {
        let text = query.text?.trimmingBlanks() ?? ""
        guard !text.isEmpty else { return try await list(reach, query) }
        let asked = try await askedTime(reach, query, text: text)
        let plan = try await plan(reach, query, text: text)
        let found = try await candidates(reach, query, plan, in: asked?.reach)
        let gap = try await gap(reach, query, plan)
        let ordered = order(found.candidates, query, plan, preferring: asked)
        let page = Array(ordered.dropFirst(query.page.offset).prefix(query.page.limit))
        let memories = try await found.memories(of: page.map(\.candidate), query.filter, from: store)
        // A memory that was forgotten after the ranking is left out; the next page still begins at its usual offset.
        let scored = page.compactMap { ranked in
            memories[ranked.candidate.row].map { memory, workspace in
                ScoredMemory(
                    memory: memory,
                    in: workspace,
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
    private func gap(_ reach: [Access], _ query: MemoryQuery, _ plan: Plan) async throws -> String? {
        guard plan.words != nil, indexer.mayBeIncomplete else { return nil }
        for access in reach where try await store.hasUnindexedWords(access, of: query.filter.userID) {
            return
                "The keyword index is still being built after an upgrade: keyword search may miss some memories."
        }
        return nil
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
        _ reach: [Access],
        _ query: MemoryQuery,
        _ plan: Plan,
        in window: TimeWindow?
    ) async throws -> FoundCandidates {
        var all = FoundCandidates()
        for access in reach {
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
            all.add(try await found(query.filter), of: access)
            if let window { all.add(try await found(query.filter.narrowed(to: window)), of: access) }
        }
        return all
    }

    /// How the search can be done.
    private struct Plan {
        let mode: SearchMode
        let words: [String]?
        let vector: (vector: Vector, model: EmbeddingModel)?
        let alpha: Double
        let notice: String?
    }

    private func plan(_ reach: [Access], _ query: MemoryQuery, text: String) async throws -> Plan {
        let words = QueryWords.of(text)
        let mode = query.mode(orElse: defaultMode)
        guard mode != .keyword else {
            return Plan(mode: .keyword, words: words, vector: nil, alpha: 0, notice: nil)
        }
        switch await embeddings.query(text, words: words, by: reach[0]) {
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
            guard try await isCatchingUp(reach, of: query.filter.userID, model) else {
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

    private func isCatchingUp(_ reach: [Access], of userID: TagFilter?, _ model: EmbeddingModel) async throws -> Bool {
        for access in reach
        where try await store.lacksVectors(access, of: userID, model: model, atLeast: Embeddings.batch) { return true }
        return false
    }
}
