import Base
import Identity
import Memories
import TestSupport
import Testing

/// Batches that run at the same time, as far as the backend lets them.
@Suite struct ConcurrentWriteTests {
    @Test("Memories that move between two users in both directions at once all arrive", arguments: Backend.available)
    func crossingMoves(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for round in 0..<50 {
            let cyd = try await fixture.remember(fixture.cyd, "c\(round)", "tea of cyd \(round)", vector: direction(10))
            let dan = try await fixture.remember(fixture.dan, "d\(round)", "tea of dan \(round)", vector: direction(20))
            let moved = try await race(2) { index in
                let previous = index == 0 ? cyd : dan
                var memory = previous
                memory.userID = index == 0 ? "dan" : "cyd"
                return try await fixture.memories.replace(
                    fixture.everyone,
                    StoredMemory(memory: memory, searchText: memory.text, vector: nil),
                    previous: previous,
                    model: nil
                )
            }
            #expect(moved == [true, true])
        }
        #expect(try await fixture.ids(fixture.cyd) == (0..<50).map { "d\($0)" }.sorted())
        #expect(try await fixture.ids(fixture.dan) == (0..<50).map { "c\($0)" }.sorted())
        #expect(try await fixture.find(fixture.dan, words: ["tea"], vector: direction(10), limit: 50).count == 50)
    }

    @Test(
        "Writes of many users at once, all with the first memory of a new application, are all there",
        arguments: Backend.available
    )
    func manyWriters(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        _ = try await race(40) { index in
            var memory = Memory(
                id: "m\(index)",
                text: "tea \(index)",
                kind: .semantic,
                userID: "user\(index % 8)",
                createdAt: People.dawn
            )
            memory.topics = ["tea"]
            _ = try await fixture.memories.put(
                fixture.everyone,
                [StoredMemory(memory: memory, searchText: memory.text, vector: direction(index))],
                model: MemoryStoreFixture.model
            )
        }
        #expect(try await fixture.total(fixture.everyone) == 40)
        #expect(try await fixture.find(fixture.everyone, words: ["tea"], vector: direction(7), limit: 40).count == 40)
    }

    @Test("The same new text of one user, written many times at once, is stored once", arguments: Backend.available)
    func sameText(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        _ = try await race(20) { index in
            var memory = Memory(
                id: "m\(index)",
                text: "tea",
                kind: .semantic,
                userID: fixture.ann.author,
                createdAt: People.dawn
            )
            memory.hash = "one"
            return try await fixture.memories.put(
                fixture.ann,
                [StoredMemory(memory: memory, searchText: memory.text, vector: nil)],
                model: nil,
                unlessKnown: true
            )
        }
        #expect(try await fixture.total(fixture.ann) == 1)
    }
}
