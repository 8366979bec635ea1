import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct WordIndexUpkeepTests {
    @Test("Reorganising the keyword index changes no search", arguments: Backend.available)
    func tidyingChangesNoSearch(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        // Enough commits that a store may find something to reorganise.
        for number in 0..<12 { try await fixture.remember(fixture.ann, "a\(number)", "tea number \(number)") }
        try await fixture.remember(fixture.bob, "b", "tea")
        func found() async throws -> [String: Double?] {
            let found = try await fixture.find(fixture.ann, words: ["tea", "7"], limit: 20)
            return Dictionary(uniqueKeysWithValues: found.map { ($0.memory.id, $0.lexical) })
        }
        let before = try await found()
        try await fixture.memories.tidyWords()
        #expect(try await found() == before)
        #expect(before.count == 12)
        try await fixture.remember(fixture.ann, "late", "tea")
        #expect(try await found().count == 13)
    }
}
