import Base
import Foundation
import LocalEmbedding
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

/// docs/retrieval.md: what finds how much, and that hybrid search finds at least as much as each of its two parts.
@Suite(.enabled(if: InstalledModel.isWanted, "all-MiniLM-L6-v2 is not installed: run agent-memory model install"))
struct RetrievalTests {
    /// The least that hybrid search must find: a little below what it found when this was written.
    struct Floor: CustomTestStringConvertible {
        let name: String
        let recallAt10: Double
        let reciprocalRank: Double

        var testDescription: String { name }
    }

    static let floors = [
        Floor(name: "conversations", recallAt10: 0.96, reciprocalRank: 0.86),
        Floor(name: "dialogue-friends", recallAt10: 0.48, reciprocalRank: 0.35),
        Floor(name: "dialogue-assistant", recallAt10: 0.64, reciprocalRank: 0.45),
        Floor(name: "facts", recallAt10: 0.92, reciprocalRank: 0.73),
        Floor(name: "codes", recallAt10: 0.98, reciprocalRank: 0.93),
        Floor(name: "long", recallAt10: 0.90, reciprocalRank: 0.68),
    ]

    @Test("Hybrid search finds at least as much as either of its parts", arguments: floors)
    func hybridFindsMost(floor: Floor) async throws {
        let set = try EvaluationSet.load(floor.name)
        let service = try await FilledService(set.memories.map { try $0.memory() })
        var figures: [SearchMode: Figures] = [:]
        for mode in [SearchMode.keyword, .semantic, .hybrid] {
            var found = Figures()
            for question in set.questions {
                let answer = try await service.found(question.question, mode)
                // A question of a code or an emoji alone has no word that the model knows.
                #expect(answer.notice.map { $0.contains("knows none of the words") } ?? true)
                found.add(answer.memories.map(\.memory.id), of: question.answers)
            }
            print("retrieval, \(floor.name), \(mode.rawValue): \(found)")
            figures[mode] = found
        }
        let (words, meaning) = (try #require(figures[.keyword]), try #require(figures[.semantic]))
        let both = try #require(figures[.hybrid])
        #expect(both.recallAt10 >= max(words.recallAt10, meaning.recallAt10))
        #expect(both.reciprocalRank >= max(words.reciprocalRank, meaning.reciprocalRank))
        #expect(both.recallAt10 >= floor.recallAt10 && both.reciprocalRank >= floor.reciprocalRank)
    }
}
