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

    private func ids(_ house: MemoryHouse, _ access: Access, _ filter: UserFilter = UserFilter()) async throws
        -> [String]
    {
        try await house.stores.userProfiles.profiles(access, filter, page: page).items.map(\.id)
    }

    // MARK: Law

    @Test(arguments: Backend.available)
    func whatIsAddedIsThereOnceAndChangesInParts(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let store = house.stores.userProfiles
        let zoe = profile("zoë", name: "Zoë", metadata: ["tags": ["a", 1, nil], "plan": "free"])
        #expect(try await store.add(house.everyone, zoe))
        #expect(try await store.add(house.everyone, profile("zoë", name: "Other")) == false)
        #expect(try await store.profile(house.everyone, id: "zoë") == zoe)
        let named = try await store.update(house.everyone, id: "zoë", name: "Z", metadata: nil)
        #expect(named == UserProfile(id: "zoë", name: "Z", metadata: zoe.metadata, createdAt: zoe.createdAt))
        let emptied = try await store.update(house.everyone, id: "zoë", name: nil, metadata: [:])
        #expect(emptied == UserProfile(id: "zoë", name: "Z", createdAt: zoe.createdAt))
        #expect(try await store.update(house.everyone, id: "nobody", name: "x", metadata: nil) == nil)
        #expect(try await store.delete(house.everyone, id: "nobody") == false)
        #expect(try await store.delete(house.everyone, id: "zoë"))
        #expect(try await store.profile(house.everyone, id: "zoë") == nil)
    }

    @Test(arguments: Backend.available)
    func pagesAreOldestFirstAndCountAll(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        for (index, id) in ["c", "a", "b"].enumerated() {
            let odd = profile(id, name: "n\(index % 2)", metadata: ["k": .string("v\(index)")], at: Int64(index))
            #expect(try await house.stores.userProfiles.add(house.everyone, odd))
        }
        #expect(try await ids(house, house.everyone) == ["c", "a", "b"])
        let second = try await house.stores.userProfiles.profiles(
            house.everyone,
            UserFilter(),
            page: PageRequest(limit: 1, offset: 1)
        )
        #expect(second.items.map(\.id) == ["a"] && second.total == 3)
        #expect(try await ids(house, house.everyone, UserFilter(name: "n0")) == ["c", "b"])
        var filter = UserFilter(name: "n0")
        filter.metadata = [("k", "v2")]
        #expect(try await ids(house, house.everyone, filter) == ["b"])
        filter.metadata.append(("k", "v0"))
        #expect(try await ids(house, house.everyone, filter) == [])
    }

    @Test(arguments: Backend.available)
    func membersStandUnderTheirOwnNames(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let store = house.stores.userProfiles
        #expect(try await store.profile(house.ann, id: "ann")?.name == "ann")
        #expect(try await store.add(house.ann, profile("ann", name: "Impostor")) == false)
        #expect(try await store.update(house.ann, id: "ann", name: "Ann A.", metadata: nil)?.name == "Ann A.")
        #expect(try await store.profiles(house.ann, UserFilter(), page: page).items.map(\.name) == ["Ann A."])
        // Removing it brings back what the account says; the account itself is not touched.
        #expect(try await store.delete(house.ann, id: "ann"))
        #expect(try await store.profile(house.ann, id: "ann")?.name == "ann")
        #expect(try await house.stores.identity.users.user(named: "ann") != nil)
    }

    @Test(arguments: Backend.available)
    func aUserTakesMemoriesSessionsAndWhatWaitsAlong(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        for (access, name) in [(house.cyd, "cyd"), (house.dan, "dan")] {
            #expect(try await house.stores.userProfiles.add(house.everyone, profile(name)))
            try await house.remember(access, "m-\(name)", "bees", vector: direction(3))
            try await house.stores.workingMemory.put(access, Self.session(of: name))
        }
        _ = try await house.find(house.everyone, words: ["bees"], vector: direction(3))
        #expect(try await house.stores.userProfiles.delete(house.everyone, id: "cyd"))
        _ = try await house.stores.promotions.promote(limit: 100, at: People.dawn)
        #expect(try await house.ids(house.cyd) == [])
        #expect(try await house.ids(house.dan) == ["m-dan", "w-dan"])
        #expect(
            try await house.find(house.everyone, words: ["bees"], vector: direction(3)).map(\.memory.id) == ["m-dan"]
        )
        let sessions = try await house.stores.workingMemory.sessions(
            house.everyone,
            userID: nil,
            namespace: nil,
            page: page,
            at: People.dawn
        )
        #expect(sessions.items == ["s-dan"])
    }

    @Test("Who has memories and no profile is removed with them, under any name", arguments: Backend.available)
    func namesWithoutAProfileAreRemoved(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let store = house.stores.userProfiles
        for name in ["tenant/42", "50%", "a?b#c", "jos\u{e9}", "jose\u{301}"] {
            let own = try #require(house.everyone.narrowed(to: name))
            try await house.remember(house.everyone, "m") { $0.userID = name }
            for stranger in [house.dan, house.foreign, house.bob] {
                #expect(try await store.delete(stranger, id: name) == false)
            }
            #expect(try await house.ids(own) == ["m"])
            #expect(try await store.delete(house.everyone, id: name))
            #expect(try await house.ids(own) == [])
            #expect(try await store.delete(house.everyone, id: name) == false)
            try await house.stores.workingMemory.put(house.everyone, Self.session(of: name))
            #expect(try await store.delete(house.everyone, id: name))
            #expect(try await house.stores.promotions.promote(limit: 9, at: People.dawn) == 0)
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
    func ofRacingCallersOneMakesTheUser(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let made = try await race(20) { number in
            try await house.stores.userProfiles.add(house.everyone, profile("zoë", name: "caller \(number)"))
        }
        #expect(made.count { $0 } == 1)
        #expect(try await ids(house, house.everyone) == ["zoë"])
    }

    // MARK: Isolation

    @Test(arguments: Backend.available)
    func aForeignWorkspaceAndAForeignUserAreAbsent(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let store = house.stores.userProfiles
        let cyd = profile("cyd", name: "Cyd")
        #expect(try await store.add(house.everyone, cyd))
        for stranger in [house.dan, house.foreign, house.bob] {
            #expect(try await store.profile(stranger, id: "cyd") == nil)
            #expect(try await !ids(house, stranger).contains("cyd"))
            #expect(try await !ids(house, stranger, UserFilter(name: "Cyd")).contains("cyd"))
            #expect(try await store.update(stranger, id: "cyd", name: "stolen", metadata: nil) == nil)
            #expect(try await store.delete(stranger, id: "cyd") == false)
        }
        for stranger in [house.dan, house.bob] {
            await #expect(throws: Fault.self) { try await store.add(stranger, profile("new")) }
        }
        for owner in [house.cyd, house.everyone] { #expect(try await store.profile(owner, id: "cyd") == cyd) }
        // The same id in another workspace is another user.
        #expect(try await store.add(house.foreign, profile("cyd", name: "Another")))
        #expect(try await store.profile(house.everyone, id: "cyd") == cyd)
    }

    @Test(arguments: Backend.available)
    func anAccessForReadingWritesNothing(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let store = house.stores.userProfiles
        await #expect(throws: StoreFailure.self) { try await store.add(house.annReading, profile("ann")) }
        await #expect(throws: StoreFailure.self) {
            try await store.update(house.annReading, id: "ann", name: "x", metadata: nil)
        }
        await #expect(throws: StoreFailure.self) { try await store.delete(house.annReading, id: "ann") }
        #expect(try await store.profile(house.annReading, id: "ann")?.name == "ann")
    }
}
