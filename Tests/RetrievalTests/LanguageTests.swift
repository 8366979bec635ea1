import Foundation
import Identity
import LocalEmbedding
import SQLStorage
import TestSupport
import Testing

@testable import Memories

/// Keyword search works in every script, and hybrid search, the default, ranks the memory with the word first.
@Suite("Search in twelve languages")
struct LanguageTests {
    @Test("Keyword search finds only the memory with the word", arguments: Languages.all)
    func wordsAreFound(language: Languages.Sample) async throws {
        let (stores, service, access) = try await fixture(language, embedder: nil)
        defer { try? stores.close() }
        for (index, memory) in language.memories.enumerated() {
            let answer = try await service.search(access, MemoryQuery(text: memory.word, mode: .keyword))
            #expect(answer.memories.first?.memory.id == "\(index)", "\(language.name): \(memory.word)")
        }
    }

    @Test(
        "Hybrid search ranks the memory with the word first",
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

    /// The defaults of MCP and REST for the share of semantic search.
    private static let defaults = [MemoryQuery.defaultAlpha, 0.7]

    @Test(
        "For a partly known question, the memory with the unknown word ranks first",
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
                "\(memory.word)", "\(memory.word)?", "What about \(memory.word)?", "favourite \(memory.word)",
            ] {
                for alpha in Self.defaults {
                    let query = MemoryQuery(text: question, mode: .hybrid, hybridAlpha: alpha)
                    let answer = try await service.search(access, query)
                    #expect(answer.memories.first?.memory.id == "\(index)", "\(question) at \(alpha)")
                }
            }
        }
    }

    @Test("In keyword search an emoji, or a word of a text without stems, weighs as much as an English word")
    func wordsWithoutStems() async throws {
        let (stores, service, access) = try await fixture(Languages.emoji, embedder: nil)
        defer { try? stores.close() }
        for (index, memory) in Languages.emoji.memories.enumerated() {
            let query = MemoryQuery(text: "favourite \(memory.word)", mode: .keyword)
            #expect(try await service.search(access, query).memories.first?.memory.id == "\(index)", "\(memory.word)")
        }
        let sample = Languages.Sample(
            name: "German and English",
            memories: [
                (text: "Das Zelt ist nicht dicht, Hakan weiß das", word: "Hakan"),
                (text: "The user likes tents", word: "tents"), (text: "The tents are sold", word: "tents"),
            ]
        )
        let (others, german, person) = try await fixture(sample, embedder: nil)
        defer { try? others.close() }
        let answer = try await german.search(person, MemoryQuery(text: "tents Hakan", mode: .keyword))
        #expect(answer.memories.first?.memory.id == "0")
    }

    @Test(
        "A word does not find another word with the same English stem",
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
        "Of words with the same English stem, the exact one ranks first in any order of storing"
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

    /// Stores ten memories of one language in a real database.
    private func fixture(_ language: Languages.Sample, embedder: LocalEmbedder?) async throws -> (
        TemporaryStores, MemoryService, Access
    ) {
        let stores = try TemporaryStores()
        _ = try await stores.identity.users.add(People.user("ann"), personal: People.personal("ann"))
        let clock = ManualClock()
        let (service, _) = stores.patientService(embedder, time: clock)
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
