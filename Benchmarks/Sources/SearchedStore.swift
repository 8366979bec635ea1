import Base
import Identity
import Memories
import SQLStorage

/// The queries: the same in every run.
struct Questions {
    let all: [(text: String, vector: Vector)]
    /// The same vectors, with words of any frequency.
    let plain: [(text: String, vector: Vector)]

    init(seed: UInt64, count: Int) {
        var vectors = SampleVectors(seed: seed &+ 1)
        var texts = SampleTexts(seed: seed &+ 1)
        let all = (0..<count).map { number in (text: "\(texts.question()) \(number)", vector: vectors.next()) }
        self.all = all
        plain = all.enumerated().map { (text: "\(texts.plainQuestion()) \($0.offset)", vector: $0.element.vector) }
    }
}

/// A model that knows the queries' vectors: the cost of embedding is measured by its own group.
private struct KnownVectors: EmbeddingProvider {
    let model: EmbeddingModel
    let vectors: [String: Vector]

    func embed(_ texts: [String], for purpose: EmbeddingPurpose) async throws -> [Vector] {
        texts.compactMap { vectors[$0] }
    }
}

/// The path of a search from the service on: ranking, store, and the ten memories of the first page.
struct SearchedStore {
    private let service: MemoryService
    private let access: Access
    private let questions: Questions

    init(_ stores: Stores, _ questions: Questions, _ access: Access) {
        let provider = KnownVectors(
            model: FilledStore.model,
            vectors: Dictionary(
                (questions.all + questions.plain).map { ($0.text, $0.vector) },
                uniquingKeysWith: { first, _ in first }
            )
        )
        service = MemoryService(
            store: stores.memories,
            workingMemory: stores.workingMemory,
            promotions: stores.promotions,
            records: stores.records,
            embedder: provider,
            time: TokenFixture.time,
            random: SystemRandom()
        )
        self.access = access
        self.questions = questions
    }

    func search(_ question: (text: String, vector: Vector), _ mode: SearchMode, session: String? = nil)
        async throws -> (milliseconds: Double, found: [ScoredMemory])
    {
        var query = MemoryQuery(text: question.text, mode: mode)
        query.filter.sessionID = session.map { TagFilter([.equal($0)]) }
        let start = Measure.processorTime()
        let answer = try await service.search(access, query)
        let taken = Double(Measure.processorTime() - start) / 1e6
        guard answer.notice == nil else { throw Problem(answer.notice ?? "") }
        return (taken, answer.memories)
    }

    func measure(_ name: String, scan: Figure, truth: [Set<String>], aim: Double?) async throws -> [Figure] {
        // As on a server that has run for a moment: the keyword index is known to be complete.
        _ = try await service.upkeep.indexOnce()
        let before = Resident.now().all
        let first = try await search(questions.all[0], .semantic).milliseconds
        let size = Resident.now().all - before
        // For the second search the query's vector and the pages of the database are cached.
        var found = 0
        for (question, truth) in zip(questions.all, truth) {
            found += truth.intersection(try await search(question, .semantic).found.map(\.memory.id)).count
        }
        let semantic = try await times(.semantic)
        let middle = Measure.quantile(semantic, 0.5)
        var figures = [
            Figure(name: "\(name): first search (reads the codes)", value: first, unit: "ms"),
            Figure(
                name: "\(name): semantic, p50",
                value: middle,
                unit: "ms",
                spread: Measure.Timing(semantic).spread,
                ratio: .init(to: "codes alone", value: middle / scan.value, moreIsBetter: false, aim: nil),
                atMost: aim
            ),
            Figure(name: "\(name): semantic, p95", value: Measure.quantile(semantic, 0.95), unit: "ms"),
            Figure(
                name: "\(name): recall@10 of float32",
                value: Double(found) / Double(10 * truth.count),
                unit: "",
                atLeast: 0.999
            ),
            Figure(
                name: "\(name): resident memory for the codes",
                value: Double(size) / 1_048_576,
                unit: "MiB"
            ),
        ]
        for (label, mode, session, isPlain) in [
            ("semantic in a session (1 %)", SearchMode.semantic, "s7", false), ("hybrid", .hybrid, nil, false),
            ("keyword", .keyword, nil, false), ("hybrid with frequent words", .hybrid, nil, true),
        ] as [(String, SearchMode, String?, Bool)] {
            let samples = try await times(mode, session: session, of: isPlain ? questions.plain : questions.all)
            let value = Measure.quantile(samples, 0.5)
            figures += [
                Figure(
                    name: "\(name): \(label), p50",
                    value: value,
                    unit: "ms",
                    spread: Measure.Timing(samples).spread,
                    ratio: .init(to: "semantic", value: value / middle, moreIsBetter: false, aim: nil)
                ),
                Figure(name: "\(name): \(label), p95", value: Measure.quantile(samples, 0.95), unit: "ms"),
            ]
        }
        return figures
    }

    /// One search of each query, or as many as fit into ten seconds.
    private func times(
        _ mode: SearchMode,
        session: String? = nil,
        of questions: [(text: String, vector: Vector)]? = nil
    ) async throws -> [Double] {
        let start = Measure.wallTime()
        var times: [Double] = []
        for question in questions ?? self.questions.all
        where times.count < 10 || Measure.wallTime() - start < 10_000_000_000 {
            times.append(try await search(question, mode, session: session).milliseconds)
        }
        return times
    }
}
