import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct EmbeddingStoreTests {
    private let model = MemoryStoreFixture.model

    @Test(arguments: Backend.available)
    func memoriesWithoutAVectorAreEmbeddedAndThenFound(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "a", "first")
        try await fixture.remember(fixture.bob, "b", "second")
        try await fixture.remember(fixture.ann, "c", "third", vector: direction(90))
        #expect(try await fixture.find(fixture.ann, vector: direction(1)).map(\.memory.id) == ["c"])
        let lacking = try await fixture.memories.unembedded(for: model, except: [], limit: 10)
        #expect(lacking.map(\.searchText) == ["first", "second"])
        #expect(try await fixture.memories.unembedded(for: model, except: [], limit: 1).count == 1)
        let refused = [
            (row: lacking[0].row, version: lacking[0].version), (row: lacking[1].row, version: lacking[1].version + 1),
        ]
        #expect(
            try await fixture.memories.unembedded(for: model, except: refused, limit: 10).map(\.searchText) == [
                "second"
            ]
        )
        #expect(try await fixture.memories.embeddingProgress(for: model) == (embedded: 1, total: 3))
        try await fixture.memories.embed(lacking.map { ($0.row, $0.version, direction(1)) }, model: model)
        #expect(try await fixture.memories.unembedded(for: model, except: [], limit: 10).isEmpty)
        #expect(try await fixture.memories.embeddingProgress(for: model) == (embedded: 3, total: 3))
        #expect(try await fixture.find(fixture.ann, vector: direction(1), limit: 1).map(\.memory.id) == ["a"])
    }

    @Test(
        "Each batch takes memories of every waiting user, however long the backlogs are",
        arguments: Backend.available
    )
    func everyUserGetsATurn(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for number in 0..<40 { try await fixture.remember(fixture.ann, "a\(number)", "ann \(number)") }
        try await fixture.remember(fixture.bob, "b", "bob")
        #expect(try await lacks(fixture, fixture.ann, 32) == true)
        #expect(try await lacks(fixture, fixture.bob, 1) == true)
        #expect(try await lacks(fixture, fixture.bob, 2) == false)
        let batch = try await fixture.memories.unembedded(for: model, except: [], after: 0, limit: 8)
        #expect(batch.map(\.searchText) == ["ann 0", "ann 1", "ann 2", "ann 3", "bob", "ann 4", "ann 5", "ann 6"])
        // With one memory a batch, the next user comes first each time.
        let first = try await fixture.memories.unembedded(for: model, except: [], after: 0, limit: 1)
        let second = try await fixture.memories.unembedded(for: model, except: [], after: first[0].place, limit: 1)
        let third = try await fixture.memories.unembedded(for: model, except: [], after: second[0].place, limit: 1)
        #expect((first + second + third).map(\.searchText) == ["ann 0", "bob", "ann 0"])
        // Postponed memories are skipped, also when the next user has no others.
        let refused = second.map { (row: $0.row, version: $0.version) }
        let rest = try await fixture.memories.unembedded(for: model, except: refused, after: first[0].place, limit: 1)
        #expect(rest.map(\.searchText) == ["ann 0"])
    }

    private func lacks(_ fixture: MemoryStoreFixture, _ access: Access, _ count: Int, _ users: TagFilter? = nil)
        async throws
        -> Bool
    {
        try await fixture.memories.lacksVectors(access, of: users, model: model, atLeast: count)
    }

    @Test(
        "A refused text is not embedded again until it or the model changes, or a retry is requested",
        arguments: Backend.available
    )
    func refusedTexts(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        func waiting(_ model: EmbeddingModel) async throws -> [String] {
            try await fixture.memories.unembedded(for: model, except: [], limit: 10).map(\.searchText)
        }
        for text in ["one", "two"] { try await fixture.remember(fixture.ann, text, text) }
        let both = try await fixture.memories.unembedded(for: model, except: [], limit: 10)
        // A row whose text has changed meanwhile is not marked as refused.
        try await fixture.remember(fixture.ann, "two", "second")
        try await fixture.memories.refuse(both.map { (row: $0.row, version: $0.version) }, model: model)
        #expect(try await waiting(model) == ["second"])
        #expect(try await lacks(fixture, fixture.ann, 1) == true)
        #expect(try await lacks(fixture, fixture.ann, 2) == false)
        #expect(try await fixture.memories.embeddingProgress(for: model) == (embedded: 1, total: 2))
        try await fixture.remember(fixture.ann, "one", "one") { $0.pinned = true }
        #expect(try await waiting(model) == ["second"], "the text is the same")
        #expect(try await waiting(EmbeddingModel(name: "test", dimension: 4)).sorted() == ["one", "second"])
        let refused = try await fixture.memories.refused(by: model, after: nil, limit: 10)
        #expect(refused.map(\.searchText) == ["one"])
        #expect(try await fixture.memories.refused(by: model, after: refused[0], limit: 10).isEmpty)
        try await fixture.remember(fixture.ann, "one", "first")
        #expect(try await waiting(model).sorted() == ["first", "second"])
        #expect(try await fixture.memories.refused(by: model, after: nil, limit: 10).isEmpty)
    }

    @Test("Missing vectors are counted for the requested users", arguments: Backend.available)
    func missingVectorsByUser(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "a", "text")
        for (user, isLacking) in [("ann", true), ("bob", false)] {
            #expect(try await lacks(fixture, fixture.ann, 1, TagFilter([.equal(user)])) == isLacking)
        }
    }

    @Test(arguments: Backend.available)
    func aVectorOfAnOlderTextIsRefused(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "a", "old")
        let lacking = try await fixture.memories.unembedded(for: model, except: [], limit: 10)
        try await fixture.remember(fixture.ann, "a", "new")
        try await fixture.memories.embed(lacking.map { ($0.row, $0.version, direction(1)) }, model: model)
        #expect(try await fixture.find(fixture.ann, vector: direction(1)).isEmpty)
        #expect(try await fixture.memories.unembedded(for: model, except: [], limit: 10).map(\.searchText) == ["new"])
    }

    @Test(arguments: Backend.available)
    func aVectorOfADeletedMemoryIsDiscarded(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "a", "old")
        let lacking = try await fixture.memories.unembedded(for: model, except: [], limit: 10)
        _ = try await fixture.memories.delete(fixture.ann, ids: ["a"])
        try await fixture.remember(fixture.ann, "b", "other")
        try await fixture.memories.embed(lacking.map { ($0.row, $0.version, direction(1)) }, model: model)
        #expect(try await fixture.find(fixture.ann, vector: direction(1)).isEmpty)
    }

    @Test(arguments: Backend.available)
    func aChangedTextLosesItsVectorAndAnUnchangedOneKeepsIt(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "a", "same", vector: direction(1))
        try await fixture.remember(fixture.ann, "a", "same") { $0.pinned = true }
        #expect(try await fixture.find(fixture.ann, vector: direction(1)).map(\.memory.pinned) == [true])
        try await fixture.remember(fixture.ann, "a", "changed")
        #expect(try await fixture.find(fixture.ann, vector: direction(1)).isEmpty)
        #expect(try await fixture.memories.embeddingProgress(for: model) == (embedded: 0, total: 1))
    }

    @Test(arguments: Backend.available)
    func forAnotherModelEveryVectorIsMissing(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "a", vector: direction(1))
        let other = EmbeddingModel(name: "test", dimension: 4)
        let lacking = try await fixture.memories.unembedded(for: other, except: [], limit: 10)
        #expect(lacking.count == 1)
        let vector = try #require(Vector(normalising: [1, 0, 0, 0]))
        try await fixture.memories.embed(lacking.map { ($0.row, $0.version, vector) }, model: other)
        let request = CandidateRequest(words: nil, vector: vector, model: other, filter: MemoryFilter(), limit: 5)
        #expect(try await fixture.memories.candidates(fixture.ann, request).count == 1)
        // It replaced the former model's.
        #expect(try await fixture.find(fixture.ann, vector: direction(1)).isEmpty)
    }

    @Test(arguments: Backend.available)
    func theVectorOfAMemoryIsReadWithinReachOnly(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "a", vector: direction(40))
        try await fixture.remember(fixture.ann, "b")
        let memory = OwnedID(id: "a", userID: fixture.ann.author)
        let vector = try #require(try await fixture.memories.vector(fixture.ann, of: memory, model: model))
        for (read, stored) in zip(vector.elements, direction(40).elements) { #expect(abs(read - stored) < 1e-6) }
        let other = EmbeddingModel(name: "test", dimension: 4)
        #expect(try await fixture.memories.vector(fixture.ann, of: memory, model: other) == nil)
        #expect(try await fixture.memories.vector(fixture.bob, of: memory, model: model) == nil)
        let without = OwnedID(id: "b", userID: fixture.ann.author)
        #expect(try await fixture.memories.vector(fixture.ann, of: without, model: model) == nil)
    }

    @Test(arguments: Backend.available)
    func racingEmbeddersLeaveOneVectorPerMemory(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for index in 0..<10 { try await fixture.remember(fixture.ann, "m\(index)") }
        let lacking = try await fixture.memories.unembedded(for: model, except: [], limit: 10)
        _ = try await race(20) { _ in
            try await fixture.memories.embed(lacking.map { ($0.row, $0.version, direction(1)) }, model: model)
        }
        #expect(try await fixture.memories.embeddingProgress(for: model) == (embedded: 10, total: 10))
        #expect(try await fixture.find(fixture.ann, vector: direction(1), limit: 100).count == 10)
    }
}
