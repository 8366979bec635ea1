import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct UserProfileStoreTests {
    private let page = PageRequest(limit: 100)

    private func profile(_ id: String, name: String = "N", metadata: JSONValue = [:], at seconds: Int64 = 0)
        -> UserProfile
    {
        UserProfile(
            id: id,
            name: name,
            metadata: metadata,
            createdAt: Timestamp(milliseconds: People.dawn.milliseconds + seconds * 1_000)
        )
    }

    private func ids(_ fixture: MemoryStoreFixture, _ access: Access, _ filter: UserFilter = UserFilter()) async throws
        -> [String]
    {
        try await fixture.stores.userProfiles.profiles(access, filter, page: page).items.map(\.id)
    }

    // MARK: Law

    @Test(arguments: Backend.available)
    func aProfileIsAddedOnceAndUpdatedInParts(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let store = fixture.stores.userProfiles
        let zoe = profile("zoë", name: "Zoë", metadata: ["tags": ["a", 1, nil], "plan": "free"])
        #expect(try await store.add(fixture.everyone, zoe))
        #expect(try await store.add(fixture.everyone, profile("zoë", name: "Other")) == false)
        #expect(try await store.profile(fixture.everyone, id: "zoë") == zoe)
        let named = try await store.update(fixture.everyone, id: "zoë", name: "Z", metadata: nil)
        #expect(named == UserProfile(id: "zoë", name: "Z", metadata: zoe.metadata, createdAt: zoe.createdAt))
        let emptied = try await store.update(fixture.everyone, id: "zoë", name: nil, metadata: [:])
        #expect(emptied == UserProfile(id: "zoë", name: "Z", createdAt: zoe.createdAt))
        #expect(try await store.update(fixture.everyone, id: "nobody", name: "x", metadata: nil) == nil)
        #expect(try await store.delete(fixture.everyone, id: "nobody") == false)
        #expect(try await store.delete(fixture.everyone, id: "zoë"))
        #expect(try await store.profile(fixture.everyone, id: "zoë") == nil)
    }

    @Test("With a person's data go what undoings keep and what applications did for them", arguments: Backend.available)
    func records(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let records = fixture.stores.records
        let ann = try ProvenanceTests.Writers.access("t")
        let memory = try await fixture.remember(ann, "m")
        let event = MemoryEvent(
            at: People.dawn,
            action: .stored,
            provenance: try #require(ann.provenance),
            workspace: ann.workspace,
            memories: [OwnedID(memory)],
            count: 1
        )
        try await records.events.add([event], [])
        let undone = UndoneApplication(
            id: ID("u"),
            application: event.provenance.application,
            since: People.dawn,
            at: People.dawn,
            restored: 0,
            removed: 1
        )
        #expect(try await records.undos.undo(ann, undone, [UndoChange(memory: memory, edition: 1, replacement: nil)]))
        #expect(try await records.undos.undone(ann, after: Timestamp(milliseconds: 0)).count == 1)
        #expect(try await fixture.stores.userProfiles.delete(ann, id: "ann"))
        #expect(try await records.undos.undone(ann, after: Timestamp(milliseconds: 0)).isEmpty)
        #expect(try await records.events.activity(ann, ActivityFilter(), page: page).total == 0)
        #expect(try await records.events.days(ann, since: Timestamp(milliseconds: 0)).isEmpty)
    }

    @Test(arguments: Backend.available)
    func pagesAreOldestFirstAndCountAll(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for (index, id) in ["c", "a", "b"].enumerated() {
            let odd = profile(id, name: "n\(index % 2)", metadata: ["k": .string("v\(index)")], at: Int64(index))
            #expect(try await fixture.stores.userProfiles.add(fixture.everyone, odd))
        }
        #expect(try await ids(fixture, fixture.everyone) == ["c", "a", "b"])
        let second = try await fixture.stores.userProfiles.profiles(
            fixture.everyone,
            UserFilter(),
            page: PageRequest(limit: 1, offset: 1)
        )
        #expect(second.items.map(\.id) == ["a"] && second.total == 3)
        #expect(try await ids(fixture, fixture.everyone, UserFilter(name: "n0")) == ["c", "b"])
        var filter = UserFilter(name: "n0")
        filter.metadata = [("k", "v2")]
        #expect(try await ids(fixture, fixture.everyone, filter) == ["b"])
        filter.metadata.append(("k", "v0"))
        #expect(try await ids(fixture, fixture.everyone, filter) == [])
    }

    @Test(arguments: Backend.available)
    func membersAreListedUnderTheirOwnNames(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let store = fixture.stores.userProfiles
        #expect(try await store.profile(fixture.ann, id: "ann")?.name == "ann")
        #expect(try await store.add(fixture.ann, profile("ann", name: "Impostor")) == false)
        #expect(try await store.update(fixture.ann, id: "ann", name: "Ann A.", metadata: nil)?.name == "Ann A.")
        #expect(try await store.profiles(fixture.ann, UserFilter(), page: page).items.map(\.name) == ["Ann A."])
        // Removing it restores the account's data; the account itself stays unchanged.
        #expect(try await store.delete(fixture.ann, id: "ann"))
        #expect(try await store.profile(fixture.ann, id: "ann")?.name == "ann")
        #expect(try await fixture.stores.identity.users.user(named: "ann") != nil)
    }

    @Test(arguments: Backend.available)
    func removingAUserRemovesMemoriesSessionsAndQueuedMemories(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for (access, name) in [(fixture.cyd, "cyd"), (fixture.dan, "dan")] {
            #expect(try await fixture.stores.userProfiles.add(fixture.everyone, profile(name)))
            try await fixture.remember(access, "m-\(name)", "bees", vector: direction(3))
            try await fixture.stores.workingMemory.put(access, Self.session(of: name))
        }
        _ = try await fixture.find(fixture.everyone, words: ["bees"], vector: direction(3))
        #expect(try await fixture.stores.userProfiles.delete(fixture.everyone, id: "cyd"))
        _ = try await fixture.stores.promotions.promote(limit: 100, at: People.dawn)
        #expect(try await fixture.ids(fixture.cyd) == [])
        #expect(try await fixture.ids(fixture.dan) == ["m-dan", "w-dan"])
        #expect(
            try await fixture.find(fixture.everyone, words: ["bees"], vector: direction(3)).map(\.memory.id) == [
                "m-dan"
            ]
        )
        let sessions = try await fixture.stores.workingMemory.sessions(
            fixture.everyone,
            userID: nil,
            namespace: nil,
            page: page,
            at: People.dawn
        )
        #expect(sessions.items == ["s-dan"])
    }

    @Test("A user without a profile is removed with their memories, under any name", arguments: Backend.available)
    func namesWithoutAProfileAreRemoved(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let store = fixture.stores.userProfiles
        for name in ["tenant/42", "50%", "a?b#c", "jos\u{e9}", "jose\u{301}"] {
            let own = try #require(fixture.everyone.narrowed(to: name))
            try await fixture.remember(fixture.everyone, "m") { $0.userID = name }
            for stranger in [fixture.dan, fixture.foreign, fixture.bob] {
                #expect(try await store.delete(stranger, id: name) == false)
            }
            #expect(try await fixture.ids(own) == ["m"])
            #expect(try await store.delete(fixture.everyone, id: name))
            #expect(try await fixture.ids(own) == [])
            #expect(try await store.delete(fixture.everyone, id: name) == false)
            try await fixture.stores.workingMemory.put(fixture.everyone, Self.session(of: name))
            #expect(try await store.delete(fixture.everyone, id: name))
            #expect(try await fixture.stores.promotions.promote(limit: 9, at: People.dawn) == 0)
        }
    }

    private static func session(of name: String) -> WorkingMemory {
        WorkingMemory(
            key: SessionKey(sessionID: "s-\(name)", userID: name, namespace: nil),
            memories: [Memory(id: "w-\(name)", text: "waits", kind: .semantic, userID: name, createdAt: People.dawn)],
            createdAt: People.dawn,
            updatedAt: People.dawn,
            lastAccessed: People.dawn
        )
    }

    // MARK: Race

    @Test(arguments: Backend.available)
    func onlyOneRacingCallerCreatesTheUser(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let made = try await race(20) { number in
            try await fixture.stores.userProfiles.add(fixture.everyone, profile("zoë", name: "caller \(number)"))
        }
        #expect(made.count { $0 } == 1)
        #expect(try await ids(fixture, fixture.everyone) == ["zoë"])
    }

    // MARK: Isolation

    @Test(arguments: Backend.available)
    func aForeignWorkspaceAndAForeignUserAreAbsent(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let store = fixture.stores.userProfiles
        let cyd = profile("cyd", name: "Cyd")
        #expect(try await store.add(fixture.everyone, cyd))
        for stranger in [fixture.dan, fixture.foreign, fixture.bob] {
            #expect(try await store.profile(stranger, id: "cyd") == nil)
            #expect(try await !ids(fixture, stranger).contains("cyd"))
            #expect(try await !ids(fixture, stranger, UserFilter(name: "Cyd")).contains("cyd"))
            #expect(try await store.update(stranger, id: "cyd", name: "stolen", metadata: nil) == nil)
            #expect(try await store.delete(stranger, id: "cyd") == false)
        }
        for stranger in [fixture.dan, fixture.bob] {
            await #expect(throws: Fault.self) { try await store.add(stranger, profile("new")) }
        }
        for owner in [fixture.cyd, fixture.everyone] { #expect(try await store.profile(owner, id: "cyd") == cyd) }
        // The same id in another workspace is another user.
        #expect(try await store.add(fixture.foreign, profile("cyd", name: "Another")))
        #expect(try await store.profile(fixture.everyone, id: "cyd") == cyd)
    }

    @Test(arguments: Backend.available)
    func aReadOnlyAccessWritesNothing(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let store = fixture.stores.userProfiles
        await #expect(throws: StoreFailure.self) { try await store.add(fixture.annReading, profile("ann")) }
        await #expect(throws: StoreFailure.self) {
            try await store.update(fixture.annReading, id: "ann", name: "x", metadata: nil)
        }
        await #expect(throws: StoreFailure.self) { try await store.delete(fixture.annReading, id: "ann") }
        #expect(try await store.profile(fixture.annReading, id: "ann")?.name == "ann")
    }
}
