import Base
import Foundation
import Identity
import Memories
import SQLStorage
import Testing

/// Databases of released versions (Fixtures/make.py) are migrated with all their data.
@Suite struct FixtureTests {
    static let directory = Bundle.module.resourceURL!.appending(path: "Fixtures")
    static let names = try! FileManager.default.contentsOfDirectory(atPath: directory.path()).filter {
        $0.hasSuffix(".db")
    }.sorted()
    static let model = EmbeddingModel(name: "all-MiniLM-L6-v2", dimension: 384)

    @Test func everyReleasedSchemaHasAFixture() {
        #expect(Self.names == ["schema-3.db"])
    }

    @Test(arguments: names)
    func dataOfAnEarlierVersionIsRead(name: String) async throws {
        let database = try await MigratedDatabase(name)
        let memories = database.stores.memories
        let listed = try await memories.list(
            database.alice,
            MemoryFilter(),
            order: .oldestFirst,
            page: PageRequest(limit: 10)
        ).items
        #expect(Set(listed.map(\.id)) == ["tea", "dog", "oslo", "piano"])
        let dog = try #require(listed.first { $0.id == "dog" })
        #expect(
            dog.text == "Alice has a puppy called Rex." && dog.entities == ["Rex"] && dog.pinned
                && dog.sessionID == "s1"
        )
        #expect(listed.first { $0.id == "oslo" }?.eventDate == Timestamp(seconds: 1_683_417_600))

        var filter = MemoryFilter()
        filter.sessionID = TagFilter([.equal("s1")])
        filter.namespace = TagFilter([.equal("home")])
        let ofSession = try await memories.list(
            database.alice,
            filter,
            order: .newestFirst,
            page: PageRequest(limit: 10)
        )
        .items
        #expect(Set(ofSession.map(\.id)) == ["tea", "dog"])
        let sessions = try await database.stores.workingMemory.find(
            database.alice,
            SessionKey(sessionID: "talk", userID: "alice", namespace: nil),
            at: Timestamp(seconds: 0)
        )
        #expect(sessions.first?.messages.map(\.content) == ["Hello, I am Alice."])
        #expect(try await database.stores.identity.apiTokens.tokens(withPrefix: "", of: nil).count == 2)
    }

    @Test(arguments: names)
    func inspectingAnEarlierVersionChangesNothing(name: String) throws {
        let directory =
            FileManager.default.temporaryDirectory.path() + "looking at %41 ?#-\(UInt64.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        #expect(try SQLiteStores.read(directory: directory) == nil)
        #expect(!FileManager.default.fileExists(atPath: directory))
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        #expect(try SQLiteStores.read(directory: directory) == nil)
        try FileManager.default.copyItem(
            atPath: Self.directory.appending(path: name).path(),
            toPath: directory + "/memory.db"
        )
        let before = try Data(contentsOf: URL(fileURLWithPath: directory + "/memory.db"))
        let found = try #require(try SQLiteStores.read(directory: directory))
        #expect(found.pending.map(\.number) == SQLiteSchema.migrations.map(\.number).filter { $0 > 3 })
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["memory.db"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory + "/memory.db")) == before)
    }

    @Test(arguments: names)
    func wordsAndVectorsOfAnEarlierVersionAreFound(name: String) async throws {
        let database = try await MigratedDatabase(name)
        let memories = database.stores.memories
        let progress = try await memories.embeddingProgress(for: Self.model)
        #expect(progress.embedded == 4 && progress.total == 4)
        let query = try #require(Vector(normalising: [Float](repeating: 1, count: 384)))
        let request = CandidateRequest(
            words: ["puppies"],
            vector: query,
            model: Self.model,
            filter: MemoryFilter(),
            limit: 10
        )
        let found = try await memories.candidates(database.alice, request)
        #expect(found.count == 4 && found.allSatisfy { $0.similarity != nil })
        #expect(found.filter { $0.lexical != nil }.map(\.id) == ["dog"])
    }

    @Test("A text of an earlier version is still recognized, and one that differs in case is not", arguments: names)
    func textsOfAnEarlierVersionAreKnown(name: String) async throws {
        let database = try await MigratedDatabase(name)
        let dog = try #require(try await database.stores.memories.memory(database.alice, id: "dog"))
        for (text, holder) in [(dog.text, "dog"), (dog.text.uppercased(), nil)] {
            var again = dog
            again.id = "again"
            again.text = text
            again.hash = MemoryHash.of(again)
            let stored = StoredMemory(memory: again, searchText: text, vector: nil)
            let known = try await database.stores.memories.put(database.alice, [stored], model: nil, unlessKnown: true)
            #expect(known.map(\.holder) == [holder].compactMap(\.self))
        }
    }

    @Test(arguments: names)
    func dataOfAnEarlierVersionIsReplacedAndRemoved(name: String) async throws {
        let database = try await MigratedDatabase(name)
        let memories = database.stores.memories
        let memory = Memory(
            id: "tea",
            text: "coffee",
            kind: .semantic,
            userID: "alice",
            createdAt: Timestamp(seconds: 0)
        )
        try await memories.put(
            database.alice,
            [StoredMemory(memory: memory, searchText: "coffee", vector: nil)],
            model: nil
        )
        #expect(try await memories.delete(database.alice, ids: ["dog"]) == 1)
        let request = CandidateRequest(
            words: ["coffee", "puppy", "tea"],
            vector: nil,
            model: nil,
            filter: MemoryFilter(),
            limit: 10
        )
        let found = try await memories.candidates(database.alice, request)
        #expect(try await memories.memories(database.alice, of: found, MemoryFilter()).values.map(\.text) == ["coffee"])
    }
}

extension FixtureTests {
    /// A fixture's copy, migrated, and the access of its user Alice.
    private final class MigratedDatabase {
        let stores: SQLiteStores
        let alice: Access
        private let directory: URL

        init(_ name: String) async throws {
            directory = FileManager.default.temporaryDirectory.appending(
                path: "fixture-test-\(UInt64.random(in: .min ... .max))"
            )
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: FixtureTests.directory.appending(path: name),
                to: directory.appending(path: "memory.db")
            )
            stores = try SQLiteStores.open(directory: directory.path())
            let user = try #require(try await stores.identity.users.user(named: "alice"))
            let principal = Principal(
                kind: .person(user.id),
                userName: user.name,
                scopes: .admin,
                credential: .none,
                entries: [
                    .init(workspace: user.personalWorkspace, role: .admin, privacy: .privatePerUser, name: "personal")
                ],
                license: .unproven
            )
            alice = try AccessPolicy.access(principal, to: .write)
        }

        deinit {
            try? stores.close()
            try? FileManager.default.removeItem(at: directory)
        }
    }
}
