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
        let (stores, service, access) = try await house(language, embedder: nil)
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
        let (stores, service, access) = try await house(
            language,
            embedder: try LocalEmbedder(store: InstalledModel.store)
        )
        defer { try? stores.close() }
        for (index, memory) in language.memories.enumerated() {
            let answer = try await service.search(access, MemoryQuery(text: memory.word, mode: .hybrid))
            #expect(answer.memories.first?.memory.id == "\(index)", "\(language.name): \(memory.word)")
        }
    }

    /// Ten memories of one language in the real store.
    private func house(_ language: Languages.Sample, embedder: LocalEmbedder?) async throws -> (
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
