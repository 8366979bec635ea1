import Base
import Foundation
import Identity
import LocalEmbedding
import Logging
import SQLStorage
import TestSupport
import Testing

@testable import Memories

/// The model installed for tests: in $AGENT_MEMORY_MODELS, or data/models of the package. With REQUIRE_MODEL=1, tests
/// fail without it and are not skipped.
enum InstalledModel {
    static let store: ModelStore = {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return ModelStore(
            directory: ProcessInfo.processInfo.environment["AGENT_MEMORY_MODELS"]
                ?? package.appending(path: "data/models").path
        )
    }()

    static let isWanted = !store.installed().isEmpty || ProcessInfo.processInfo.environment["REQUIRE_MODEL"] == "1"
}

/// docs/adr/0006: two lists together find more than either of them alone.
@Suite(.enabled(if: InstalledModel.isWanted, "all-MiniLM-L6-v2 is not installed: run agent-memory model install"))
struct RetrievalTests {
    struct Figures {
        var recall = 0.0
        var reciprocalRank = 0.0
        /// The missed questions by kind.
        var missed: [String: Int] = [:]
    }

    /// Uses the real model and a real database, as a server does.
    @Test func hybridFindsMoreThanKeywordOrSemanticSearch() async throws {
        let conversations = try Conversations.load()
        let stores = try TemporaryStores()
        _ = try await stores.identity.users.add(People.user("ann"), personal: People.personal("ann"))
        let (model, clock) = (try LocalEmbedder(store: InstalledModel.store), ManualClock())
        // A busy machine must only delay this test: a server would fall back to keyword search.
        let embeddings = Embeddings(model, absence: "", time: clock, patience: .seconds(600))
        let service = MemoryService(
            store: stores.stores.memories,
            workingMemory: stores.stores.workingMemory,
            promotions: stores.stores.promotions,
            records: stores.stores.records,
            provider: model,
            absence: "",
            embeddings: embeddings,
            time: clock,
            random: SeededRandom(),
            limits: MemoryLimits(),
            log: Logger(label: "test")
        )
        let write = try AccessPolicy.access(People.person("ann"), to: .write)
        let read = try AccessPolicy.access(People.person("ann"), to: .read)
        _ = try await service.remember(write, try conversations.memories.map { try $0.memory() }, deduplicate: true)
        while try await service.upkeep.embedOnce() > 0 {}

        let words = try await measure(.keyword, conversations.questions, service, read)
        let meaning = try await measure(.semantic, conversations.questions, service, read)
        let both = try await measure(.hybrid, conversations.questions, service, read)
        for (name, figures) in [("words", words), ("meaning", meaning), ("hybrid", both)] {
            print(
                String(
                    format: "retrieval by %@: recall@10 %.3f, MRR %.3f",
                    name,
                    figures.recall,
                    figures.reciprocalRank
                )
            )
            print(
                figures.missed.sorted { $0.key < $1.key }.map { "    missed, \($0.key): \($0.value)" }.joined(
                    separator: "\n"
                )
            )
        }
        #expect(both.recall > words.recall && both.recall > meaning.recall)
        #expect(both.reciprocalRank > words.reciprocalRank && both.reciprocalRank > meaning.reciprocalRank)
        #expect(both.recall >= 0.9, "worse than on 2026-11-21")
    }

    private func measure(
        _ mode: SearchMode,
        _ questions: [Conversations.Question],
        _ service: MemoryService,
        _ access: Access
    ) async throws -> Figures {
        var figures = Figures()
        for question in questions {
            let answer = try await service.search(access, MemoryQuery(text: question.question, mode: mode))
            #expect(answer.notice == nil)
            if let place = answer.memories.firstIndex(where: { $0.memory.id == question.answer }) {
                figures.recall += 1
                figures.reciprocalRank += 1 / Double(place + 1)
            } else {
                figures.missed[question.kind, default: 0] += 1
            }
        }
        figures.recall /= Double(questions.count)
        figures.reciprocalRank /= Double(questions.count)
        return figures
    }
}
