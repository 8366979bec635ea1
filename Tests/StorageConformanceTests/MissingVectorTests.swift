import Base
import Identity
import Memories
import TestSupport
import Testing

/// Whether memories wait for a vector: a store may remember the answer, but not beyond a change.
@Suite struct MissingVectorTests {
    private let model = MemoryStoreFixture.model
    private let other = EmbeddingModel(name: "other", dimension: 8)

    @Test("Every change that makes a memory wait for a vector is noticed", arguments: Backend.available)
    func everyChangeIsNoticed(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let store = fixture.memories
        func expect(_ isLacking: Bool, _ reason: Comment, atLeast count: Int = 1) async throws {
            // Twice: the second answer may come from memory.
            for _ in 0..<2 {
                let found = try await store.lacksVectors(fixture.ann, of: nil, model: model, atLeast: count)
                #expect(found == isLacking, reason)
            }
        }
        func row() async throws -> (row: Int64, version: Int64) {
            let waiting = try await store.unembedded(for: other, except: [], limit: 1)
            return (row: try #require(waiting.first).row, version: waiting[0].version)
        }
        try await expect(false, "there is no memory")
        try await fixture.remember(fixture.ann, "a", "one", vector: direction(1))
        try await expect(false, "it came with a vector")
        try await fixture.remember(fixture.ann, "b", "two")
        try await expect(true, "it came without a vector")
        try await expect(false, "only one came without a vector", atLeast: 2)
        _ = try await store.delete(fixture.ann, ids: ["b"])
        try await expect(false, "it was deleted")
        try await fixture.remember(fixture.ann, "a", "changed")
        try await expect(true, "its text changed")
        let waiting = try await row()
        try await store.embed([(waiting.row, waiting.version, direction(2))], model: model)
        try await expect(false, "it was embedded")
        try await store.refuse([try await row()], model: other)
        try await expect(true, "another model refused it, so it lost its vector's model")
        try await store.refuse([waiting], model: model)
        try await expect(false, "the model refused it")
        try await store.embed([(waiting.row, waiting.version, direction(3))], model: other)
        try await expect(true, "it has a vector of another model")
    }

    @Test("Other users' waiting memories do not count", arguments: Backend.available)
    func otherUsersDoNotCount(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "a", "one", vector: direction(1))
        for text in ["b", "c"] {
            #expect(try await fixture.memories.lacksVectors(fixture.ann, of: nil, model: model, atLeast: 1) == false)
            try await fixture.remember(fixture.bob, text)
        }
        #expect(try await fixture.memories.lacksVectors(fixture.bob, of: nil, model: model, atLeast: 2) == true)
    }
}
