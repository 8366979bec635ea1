import Base
import Identity
import TestSupport
import Testing

@testable import Memories

@Suite struct ReviseTests {
    @Test func onlyNamedMembersChange() async throws {
        let fixture = MemoryServiceFixture()
        var memory = fixture.memory("a", "Likes tea")
        memory.topics = ["drinks"]
        _ = try await fixture.service.remember(MemoryServiceFixture.ann(), [memory], deduplicate: true)
        fixture.clock.advance(by: .seconds(5))
        var revision = Revision()
        revision.text = "Has a puppy"
        revision.pinned = true
        let revised = try await fixture.service.revise(MemoryServiceFixture.ann(), id: "a", revision)
        #expect(revised.text == "Has a puppy" && revised.pinned && revised.topics == ["drinks"])
        #expect(revised.updatedAt == fixture.clock.now() && revised.createdAt == memory.createdAt)
        #expect(revised.hash != fixture.store.memories.first.map { MemoryHash.of($0) + "x" })
        #expect(revised.hash == MemoryHash.of(revised))
        let answer = try await fixture.service.search(
            MemoryServiceFixture.ann(.read),
            MemoryQuery(text: "dog", mode: .semantic, distanceThreshold: 0.2)
        )
        #expect(answer.memories.map(\.memory.id) == ["a"], "the vector belongs to the new text")
    }

    @Test func aRevisionWithTheSameTextKeepsTheVector() async throws {
        let fixture = MemoryServiceFixture()
        try await fixture.keep("a", "Likes tea")
        let calls = fixture.embedder?.calls.count
        var revision = Revision()
        revision.pinned = true
        _ = try await fixture.service.revise(MemoryServiceFixture.ann(), id: "a", revision)
        #expect(fixture.embedder?.calls.count == calls)
        #expect(fixture.store.rows.first?.vector != nil)
    }

    @Test func emptyRevisionsAndUnknownOrForeignMemoriesAreRefused() async throws {
        let fixture = MemoryServiceFixture()
        try await fixture.keep("a", "Likes tea")
        var revision = Revision()
        #expect(
            await fault { _ = try await fixture.service.revise(MemoryServiceFixture.ann(), id: "a", revision) }?.detail
                == "No fields provided for update"
        )
        revision.text = " "
        let blank = await fault {
            _ = try await fixture.service.revise(MemoryServiceFixture.ann(), id: "a", revision)
        }
        #expect(blank?.code == .validationFailed && blank?.detail == "text must not be empty")
        revision.text = "x"
        let unknown = await fault {
            _ = try await fixture.service.revise(MemoryServiceFixture.ann(), id: "zzz", revision)
        }
        #expect(unknown?.code == .notFound && unknown?.detail == "Memory with ID zzz not found")
        let bob = try AccessPolicy.access(People.person("bob"), to: .write)
        #expect(await fault { _ = try await fixture.service.revise(bob, id: "a", revision) }?.code == .notFound)
        revision.userID = "bob"
        #expect(
            await fault { _ = try await fixture.service.revise(MemoryServiceFixture.ann(), id: "a", revision) }?.code
                == .forbidden
        )
        revision.userID = nil
        revision.text = " "
        #expect(
            await fault { _ = try await fixture.service.revise(MemoryServiceFixture.ann(), id: "a", revision) }?.code
                == .validationFailed
        )
    }

    @Test func deletingReturnsHowManyThereWere() async throws {
        let fixture = MemoryServiceFixture()
        _ = try await fixture.service.remember(
            MemoryServiceFixture.ann(),
            [fixture.memory("a", "One"), fixture.memory("b", "Two")],
            deduplicate: true
        )
        #expect(try await fixture.service.delete(MemoryServiceFixture.ann(), ids: ["a", "zzz"]) == 1)
        #expect(
            await fault { _ = try await fixture.service.memory(MemoryServiceFixture.ann(.read), id: "a") }?.detail
                == "Memory with ID a not found"
        )
        #expect(try await fixture.service.memory(MemoryServiceFixture.ann(.read), id: "b").text == "Two")
    }

    @Test func identicalMemoriesAreMergedIntoTheOldest() async throws {
        let fixture = MemoryServiceFixture()
        var young = fixture.memory("young", "Likes tea", userID: "ann", age: 1)
        young.topics = ["drinks"]
        young.pinned = true
        young.accessCount = 3
        let others = [
            fixture.memory("old", "Likes tea", userID: "ann", age: 9),
            fixture.memory("other", "Likes tea", userID: "bob", age: 5),
            fixture.memory("coffee", "Likes coffee", userID: "ann"),
        ]
        _ = try await fixture.service.remember(MemoryServiceFixture.application(), [young] + others, deduplicate: false)
        #expect(try await fixture.service.compact(MemoryServiceFixture.application(), filter: MemoryFilter()) == 3)
        let left = Dictionary(uniqueKeysWithValues: fixture.store.memories.map { ($0.id, $0) })
        #expect(left.keys.sorted() == ["coffee", "old", "other"])
        #expect(left["old"]?.topics == ["drinks"] && left["old"]?.pinned == true && left["old"]?.accessCount == 3)
        #expect(try await fixture.service.compact(MemoryServiceFixture.application(), filter: MemoryFilter()) == 3)
    }
}
