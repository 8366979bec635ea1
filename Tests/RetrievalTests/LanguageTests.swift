import Foundation
import Identity
import LocalEmbedding
import Logging
import SQLStorage
import TestSupport
import Testing

@testable import Memories

/// Words are found in every script, and hybrid search, the default, puts the memory that has the word first.
@Suite("Search in twelve languages")
struct LanguageTests {
    @Test("Keyword search finds the word's memory, alone and first", arguments: Languages.all)
    func wordsAreFound(language: Languages.Sample) async throws {
        let (stores, service, access) = try await fixture(language, embedder: nil)
        defer { try? stores.close() }
        for (index, memory) in language.memories.enumerated() {
            let answer = try await service.search(access, MemoryQuery(text: memory.word, mode: .keyword))
            #expect(answer.memories.first?.memory.id == "\(index)", "\(language.name): \(memory.word)")
        }
    }

    @Test(
        "Hybrid search puts the word's memory first",
        .enabled(if: InstalledModel.isWanted, "no model is installed"),
        arguments: Languages.all
    )
    func hybridPutsTheWordFirst(language: Languages.Sample) async throws {
        let (stores, service, access) = try await fixture(
            language,
            embedder: try LocalEmbedder(store: InstalledModel.store)
        )
        defer { try? stores.close() }
        for (index, memory) in language.memories.enumerated() {
            for alpha in Self.defaults {
                let query = MemoryQuery(text: memory.word, mode: .hybrid, hybridAlpha: alpha)
                let answer = try await service.search(access, query)
                #expect(answer.memories.first?.memory.id == "\(index)", "\(language.name): \(memory.word) at \(alpha)")
            }
        }
    }

    /// The share of meaning that MCP and REST ask for by default.
    private static let defaults = [0.5, 0.7]

    @Test(
        "A question of which the model knows a part finds the memory with the rest first",
        .enabled(if: InstalledModel.isWanted, "no model is installed")
    )
    func halfKnownQuestions() async throws {
        let (stores, service, access) = try await fixture(
            Languages.emoji,
            embedder: try LocalEmbedder(store: InstalledModel.store)
        )
        defer { try? stores.close() }
        for (index, memory) in Languages.emoji.memories.enumerated() {
            for question in [
                "\(memory.word)", "\(memory.word)?", "What about \(memory.word)?",
            ] {
                for alpha in Self.defaults {
                    let query = MemoryQuery(text: question, mode: .hybrid, hybridAlpha: alpha)
                    let answer = try await service.search(access, query)
                    #expect(answer.memories.first?.memory.id == "\(index)", "\(question) at \(alpha)")
                }
            }
        }
    }

    @Test(
        "A word does not find another that English rules would make of it",
        arguments: Languages.pairs
    )
    func noEnglishStems(language: Languages.Sample) async throws {
        let (stores, service, access) = try await fixture(language, embedder: nil)
        defer { try? stores.close() }
        for (index, memory) in language.memories.enumerated() {
            let answer = try await service.search(access, MemoryQuery(text: memory.word, mode: .keyword))
            #expect(answer.memories.map(\.memory.id) == ["\(index)"], "\(language.name): \(memory.word)")
        }
    }

    @Test(
        "The exact word comes first where English stems are one, in whatever order the memories were stored"
    )
    func exactWordsFirst() async throws {
        let words = ["Haus", "Hau", "fils", "fil", "jas", "ja", "climbing", "climbs", "climb"]
        for words in [words, words.reversed()] {
            let sample = Languages.Sample(name: "one word", memories: words.map { (text: $0, word: $0) })
            let (stores, service, access) = try await fixture(sample, embedder: nil)
            defer { try? stores.close() }
            for (index, word) in words.enumerated() {
                let answer = try await service.search(access, MemoryQuery(text: word, mode: .keyword))
                #expect(answer.memories.first?.memory.id == "\(index)", "\(word)")
                #expect(answer.memories.count > 1)
            }
        }
    }

    /// Ten memories of one language in the real store.
    private func fixture(_ language: Languages.Sample, embedder: LocalEmbedder?) async throws -> (
        TemporaryStores, MemoryService, Access
    ) {
        let stores = try TemporaryStores()
        _ = try await stores.identity.users.add(People.user("ann"), personal: People.personal("ann"))
        let clock = ManualClock()
        let service = MemoryService(
            store: stores.stores.memories,
            workingMemory: stores.stores.workingMemory,
            promotions: stores.stores.promotions,
            provider: embedder,
            absence: "none",
            embeddings: Embeddings(embedder, absence: "none", time: clock, patience: .seconds(600)),
            time: clock,
            random: SeededRandom(),
            limits: MemoryLimits(),
            log: Logger(label: "test")
        )
        let memories = language.memories.enumerated().map { index, memory in
            Memory(id: "\(index)", text: memory.text, kind: .semantic, createdAt: clock.now())
        }
        _ = try await service.remember(
            try AccessPolicy.access(People.person("ann"), to: .write),
            memories,
            deduplicate: false
        )
        while try await service.upkeep.embedOnce() > 0 {}
        return (stores, service, try AccessPolicy.access(People.person("ann"), to: .read))
    }
}
