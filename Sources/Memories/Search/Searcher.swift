import Base
import Identity

/// Answers a question: embed it, ask the store for candidates, fuse, weigh by time, cut the page.
struct Searcher: Sendable {
    let store: any MemoryStore
    let embeddings: Embeddings
    let time: any TimeSource

    func search(_ access: Access, _ query: MemoryQuery) async throws -> SearchAnswer {
        let text = query.text?.trimmingBlanks() ?? ""
        guard !text.isEmpty else { return try await list(access, query) }
        let plan = await plan(query, text: text)
        let candidates = try await store.candidates(
            access,
            CandidateRequest(
                words: plan.words, vector: plan.vector?.vector, model: plan.vector?.model, filter: query.filter,
                limit: Self.pool(for: query.page)))
        return answer(candidates, query, plan)
    }

    /// How many candidates are asked for: at least twice what the page reaches to, in steps, so that the pages of one answer are mostly
    /// cut from one pool; no page lies beyond 5,000.
    static func pool(for page: PageRequest) -> Int {
        var pool = 100
        while pool < 2 * min(page.offset + page.limit, 2_500) { pool *= 2 }
        return min(pool, 5_000)
    }
}

extension Searcher {
    /// What can be done of what was asked.
    private struct Plan {
        let mode: SearchMode
        let words: [String]?
        let vector: (vector: Vector, model: EmbeddingModel)?
        let alpha: Double
        let notice: String?
    }

    private func plan(_ query: MemoryQuery, text: String) async -> Plan {
        let words = QueryWords.of(text)
        guard query.mode != .keyword else {
            return Plan(mode: .keyword, words: words, vector: nil, alpha: 0, notice: nil)
        }
        switch await embeddings.query(text) {
        case .absent(let reason):
            return Plan(mode: .keyword, words: words, vector: nil, alpha: 0, notice: reason)
        case .vector(let vector, let model):
            if query.mode == .hybrid {
                return Plan(mode: .hybrid, words: words, vector: (vector, model), alpha: query.hybridAlpha, notice: nil)
            }
            guard embeddings.isCatchingUp else {
                return Plan(mode: .semantic, words: nil, vector: (vector, model), alpha: 1, notice: nil)
            }
            // What has no vector yet would be lost to a search by meaning alone.
            return Plan(
                mode: .hybrid, words: words, vector: (vector, model), alpha: 0.5,
                notice: "Some memories have no vector of the current model yet: words were looked up as well.")
        }
    }

    private func answer(_ candidates: [Candidate], _ query: MemoryQuery, _ plan: Plan) -> SearchAnswer {
        let recency = query.recency.map { Recency(options: $0, now: time.now()) }
        let ranked = Fusion.rank(candidates, mode: plan.mode, alpha: plan.alpha).filter { ranked in
            guard let threshold = query.distanceThreshold, let similarity = ranked.candidate.similarity else { return true }
            return 1 - similarity <= threshold
        }
        let ordered = ranked.map { ranked in
            let memory = ranked.candidate.memory
            return (score: recency?.boosted(ranked.relevance, memory) ?? ranked.relevance, memory: memory, relevance: ranked.relevance)
        }.sorted { Fusion.precedes(($0.score, $0.memory), ($1.score, $1.memory)) }
        let page = ordered.dropFirst(query.page.offset).prefix(query.page.limit).map { item in
            ScoredMemory(
                memory: item.memory, distance: 1 - item.relevance, score: min(1, max(0, item.relevance)), scoreKind: plan.mode)
        }
        let next = query.page.offset + page.count
        return SearchAnswer(
            memories: page, total: ordered.count, nextOffset: !page.isEmpty && next < ordered.count ? next : nil, notice: plan.notice)
    }

    private func list(_ access: Access, _ query: MemoryQuery) async throws -> SearchAnswer {
        let page = try await store.list(access, query.filter, order: .newestFirst, page: query.page)
        let next = query.page.offset + page.items.count
        return SearchAnswer(
            memories: page.items.map { ScoredMemory(memory: $0, distance: 0, score: nil, scoreKind: nil) },
            total: page.total, nextOffset: !page.items.isEmpty && next < page.total ? next : nil)
    }
}
