import Base
import Memories
import TestSupport
import Testing

/// The verbs of the pages that count and list within an access.
@Suite struct OverviewTests {
    @Test("law: memories are counted by the day of UTC they were created on", arguments: Backend.available)
    func days(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let noon = Timestamp(day: 20_000).advanced(by: .seconds(43_200))
        for (index, hours) in [0, 11, 12, 35, 36, 37].enumerated() {
            try await fixture.remember(fixture.cyd, "m\(index)") {
                $0.createdAt = noon.advanced(by: .seconds(hours * 3_600))
            }
        }
        try await fixture.remember(fixture.dan, "d") { $0.createdAt = noon }
        let cyds = try await fixture.memories.days(fixture.cyd, since: Timestamp(day: 20_000), limit: 9)
        #expect(cyds.map(\.day) == [20_000, 20_001, 20_002] && cyds.map(\.count) == [2, 2, 2])
        let later = try await fixture.memories.days(fixture.cyd, since: Timestamp(day: 20_001), limit: 1)
        #expect(later == [MemoryDay(day: 20_001, count: 2)])
        let all = try await fixture.memories.days(fixture.everyone, since: noon, limit: 9)
        #expect(all.map(\.count) == [3, 2, 2])
        #expect(try await fixture.memories.days(fixture.foreign, since: noon, limit: 9).isEmpty, "isolation")
        #expect(try await fixture.memories.days(fixture.ann, since: noon, limit: 9).isEmpty, "isolation")
    }

    @Test(
        "law: sessions of one id are listed apart, without expired ones and those of others",
        arguments: Backend.available
    )
    func sessions(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let store = fixture.stores.workingMemory
        func put(_ id: String, _ user: String, _ namespace: String?, at seconds: Int, ttl: Int? = nil) async throws {
            let at = People.dawn.advanced(by: .seconds(seconds))
            let session = WorkingMemory(
                key: SessionKey(sessionID: id, userID: user, namespace: namespace),
                messages: (0..<seconds).map { Message(id: "\($0)", role: "user", content: "x", createdAt: at) },
                ttlSeconds: ttl,
                createdAt: at,
                updatedAt: at,
                lastAccessed: at
            )
            try await store.put(user == "cyd" ? fixture.cyd : fixture.dan, session)
        }
        try await put("s", "cyd", nil, at: 1)
        try await put("s", "cyd", "n", at: 2, ttl: 100)
        try await put("t", "cyd", nil, at: 3, ttl: 1)
        try await put("s", "dan", nil, at: 4)
        let now = People.dawn.advanced(by: .seconds(50))
        let page = try await store.overviews(fixture.cyd, page: PageRequest(limit: 9), at: now)
        #expect(page.total == 2 && page.items.map(\.messageCount) == [2, 1])
        #expect(page.items.map(\.key.namespace) == ["n", nil] && page.items.allSatisfy { $0.key.userID == "cyd" })
        #expect(page.items[0].expiresAt == People.dawn.advanced(by: .seconds(102)) && page.items[1].expiresAt == nil)
        let second = try await store.overviews(fixture.everyone, page: PageRequest(limit: 1, offset: 1), at: now)
        #expect(second.total == 3 && second.items.map(\.key.namespace) == ["n"])
        for stranger in [fixture.foreign, fixture.ann] {
            let none = try await store.overviews(stranger, page: PageRequest(limit: 9), at: now)
            #expect(none.items.isEmpty && none.total == 0, "isolation")
        }
    }
}
