import Base
import Identity
import LocalEmbedding
import Memories
import SQLStorage

/// How much longer one user's queries take while 10,000 memories of another user are being embedded, with the installed
/// model and the real store.
///
/// Wall time, because waiting is measured: on a busy machine the figures mean little.
struct QuestionsMeanwhile {
    private static let memories = 10_000
    private static let workspace = ID<Identity.Workspace>("bench-lanes")

    let models: ModelStore
    let effort: Effort

    func measure() async throws -> [Figure] {
        let store = try TemporaryStores()
        let workspace = Identity.Workspace(
            id: Self.workspace,
            name: "lanes",
            kind: .team,
            privacy: .privatePerUser,
            createdAt: TokenFixture.time.now()
        )
        guard try await store.stores.identity.workspaces.add(workspace) else {
            throw Problem("the workspace already exists")
        }
        let model = try LocalEmbedder(store: models)
        try await model.preload()
        let service = MemoryService(
            store: store.stores.memories,
            workingMemory: store.stores.workingMemory,
            promotions: store.stores.promotions,
            records: store.stores.records,
            embedder: model,
            time: TokenFixture.time,
            random: SystemRandom()
        )
        let count = effort == .quick ? 200 : 1_000
        var texts = SampleTexts(seed: 11)
        _ = try await service.remember(
            try access("ann", .write),
            (0..<100).map { memory("own-\($0)", texts.sentence()) },
            deduplicate: false
        )
        _ = try await asked(20, service, &texts)
        let idle = try await asked(count, service, &texts)
        for start in stride(from: 0, to: Self.memories, by: 1_000) {
            let waiting = (start..<start + 1_000).map { number in
                let text = texts.sentence()
                return StoredMemory(memory: memory("m\(number)", text, of: "bulk"), searchText: text, vector: nil)
            }
            try await store.stores.memories.put(try access("bulk", .write), waiting, model: nil)
        }
        let upkeep = Task(priority: .background) { await service.upkeep.run() }
        _ = try await asked(20, service, &texts)
        let busy = try await asked(count, service, &texts)
        let status = await service.embeddingStatus()
        upkeep.cancel()
        await upkeep.value
        guard case .reembedding(_, let done, _) = status else {
            throw Problem("everything was embedded before the questions were asked")
        }
        let (before, during) = (Measure.quantile(idle, 0.99), Measure.quantile(busy, 0.99))
        return [
            Figure(name: "question, nothing else to do, p50", value: Measure.quantile(idle, 0.5), unit: "ms"),
            Figure(name: "question, nothing else to do, p99", value: before, unit: "ms"),
            Figure(
                name: "question while 10,000 memories are embedded, p50",
                value: Measure.quantile(busy, 0.5),
                unit: "ms"
            ),
            Figure(
                name: "question while 10,000 memories are embedded, p99",
                value: during,
                unit: "ms",
                ratio: .init(to: "p99 with nothing else to do", value: during / before, moreIsBetter: false, aim: 2)
            ),
            Figure(name: "  memories embedded meanwhile", value: Double(done - 100), unit: ""),
        ]
    }

    /// Milliseconds of wall time for each of the given number of different queries.
    private func asked(_ count: Int, _ service: MemoryService, _ texts: inout SampleTexts) async throws -> [Double] {
        let access = try access("ann", .read)
        var times: [Double] = []
        for number in 0..<count {
            let query = MemoryQuery(text: "\(texts.question()) \(number)", mode: .semantic)
            let start = Measure.wallTime()
            let answer = try await service.search(access, query)
            times.append(Double(Measure.wallTime() - start) / 1e6)
            guard answer.notice == nil else { throw Problem(answer.notice ?? "") }
        }
        return times
    }

    private func memory(_ id: String, _ text: String, of user: String = "ann") -> Memory {
        Memory(id: id, text: text, kind: .semantic, userID: user, createdAt: TokenFixture.time.now())
    }

    private func access(_ user: String, _ action: Action) throws -> Access {
        let service = Principal(
            kind: .service,
            userName: nil,
            scopes: .write,
            credential: .none,
            entries: [.init(workspace: Self.workspace, role: .admin, privacy: .privatePerUser, name: "benchmark")],
            license: .unproven
        )
        return try AccessPolicy.access(service, user: user, to: action)
    }
}
