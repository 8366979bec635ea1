import Base
import Identity
import Memories
import TestSupport
import Testing

@testable import SQLStorage

/// The wall between workspaces is a condition in each statement. This test reads every statement that a request can cause;
/// the isolation tests of the stores show that the condition works.
@Suite("Every statement about memories and sessions names the workspace of its access")
struct WallTests {
    private let file: TemporaryDatabase
    private let recording: RecordingDatabase
    private let service: MemoryService
    private let profiles: SQLUserProfileStore
    private let app = People.team("app", privacy: .privatePerUser)
    private let clock = ManualClock()

    init() async throws {
        file = try TemporaryDatabase()
        recording = RecordingDatabase(file.database)
        let cache = VectorCache(byteLimit: 1 << 20)
        _ = try await SQLUserStore(database: file.database).add(People.user("ann"), personal: People.personal("ann"))
        _ = try await SQLWorkspaceStore(database: file.database).add(app)
        service = MemoryService(
            store: SQLMemoryStore(database: recording, cache: cache),
            workingMemory: SQLWorkingMemoryStore(database: recording),
            promotions: SQLPromotionQueue(database: recording, cache: cache),
            records: RecordStores(
                versions: SQLMemoryVersionStore(database: recording),
                events: SQLMemoryEventStore(database: recording),
                undos: SQLUndoStore(database: recording, cache: cache),
                expiries: SQLMemoryExpiryStore(database: recording, cache: cache)
            ),
            embedder: WordLengths(),
            time: clock,
            random: SeededRandom()
        )
        profiles = SQLUserProfileStore(database: recording, partitionsRemoved: cache.remove)
    }

    /// The tables with what people and applications store.
    private static let tables = [
        "memories", "memory_vectors", "memory_codes", "memory_labels", "memory_terms", "memory_versions",
        "memory_events", "memory_readers", "deleted_memories", "undone_applications", "undone_memories", "partitions",
        "word_totals", "sessions", "promotions", "provenances", "provenance_days", "user_profiles",
    ]

    /// Statements that name rows by numbers or ids that an earlier statement within the wall has returned. The words of the
    /// keyword index contain workspace and partition.
    private static let byNumber = [
        "FROM provenances v LEFT JOIN users u ON u.id = v.user_id WHERE v.id IN (",
        "FROM memory_versions v WHERE v.memory_row = ", "FROM memory_versions v WHERE v.memory_row IN (",
        "k CROSS JOIN memories m WHERE m.model_id = k.id AND m.partition_id = ",
        "FROM memory_codes c WHERE c.partition_id IN (", "DELETE FROM undone_memories AS m WHERE m.undone_id = ",
        "FROM memory_terms w WHERE memory_terms MATCH ",
    ]

    @Test("For a person and for an application back end")
    func walls() async throws {
        let people = [
            People.person("ann", credential: .apiToken(ID("t1"))),
            People.service(in: app, credential: .apiToken(ID("t2"))),
        ]
        var used: Set<String> = []
        for (principal, user) in zip(people, ["ann", "cyd"]) {
            let reading = try AccessPolicy.access(principal, to: .read)
            let writing = try AccessPolicy.access(principal, to: .write)
            let administering = try AccessPolicy.access(principal, to: .administer)
            try await use(reading, writing, administering, user)
            var unwalled: Set<String> = []
            let statements = recording.take()
            #expect(statements.count > 80)
            for statement in statements {
                if let text = Self.unwalled(statement, reading.workspace) { unwalled.insert(text) }
            }
            let unknown = unwalled.filter { text in !Self.byNumber.contains { text.contains($0) } }
            #expect(unknown.isEmpty, "\(unknown.sorted().joined(separator: "\n"))")
            used.formUnion(Self.byNumber.filter { part in unwalled.contains { $0.contains(part) } })
        }
        // An exception that is not needed any more would hide a statement that is.
        #expect(used.count == Self.byNumber.count, "\(Set(Self.byNumber).subtracting(used))")
    }

    /// The text of a statement that names a table of memories, but not the workspace as a condition or value.
    private static func unwalled(_ sql: SQL, _ workspace: ID<Workspace>) -> String? {
        let (text, values) = sql.rendered { "$\($0)" }
        let words = Set(text.split { !($0.isLetter || $0 == "_") }.map(String.init))
        guard !words.isDisjoint(with: tables) else { return nil }
        let named = values.indices.filter { values[$0] == .text(workspace.rawValue) }.map { "$\($0 + 1)" }
        // `w.id` is the workspace's row, from which an insertion takes the number.
        let isWalled = named.contains { name in
            ["workspace_id = \(name)", "w.id = \(name)", "VALUES (\(name)"].contains { condition in
                text.ranges(of: condition).contains { range in
                    !(text[range.upperBound...].first?.isNumber ?? false)
                }
            }
        }
        return isWalled ? nil : text.split { $0.isWhitespace }.joined(separator: " ")
    }

    /// Everything that a request can ask for.
    private func use(_ reading: Access, _ writing: Access, _ administering: Access, _ user: String) async throws {
        let memories = (0..<4).map { number in
            var memory = Memory(
                id: "m\(number)",
                text: "Tea number \(number) for \(user)",
                kind: .semantic,
                userID: user,
                createdAt: clock.now()
            )
            memory.topics = ["tea"]
            if number == 3 { memory.supersedes = ["m0"] }
            return memory
        }
        _ = try await service.remember(writing, Array(memories.prefix(3)), deduplicate: true, comparing: true)
        // Before a memory is replaced: then the keyword index alone answers a search.
        _ = try await service.search(reading, MemoryQuery(text: "tea", mode: .keyword))
        _ = try await service.remember(writing, memories, deduplicate: false)
        var filter = MemoryFilter()
        filter.topics = TagFilter([.equal("tea")])
        for mode in [SearchMode.keyword, .semantic, .hybrid] {
            for filter in [MemoryFilter(), filter] {
                var query = MemoryQuery(text: "tea yesterday", mode: mode)
                query.filter = filter
                _ = try await service.search(reading, query)
            }
        }
        var past = MemoryFilter()
        past.asOf = clock.now()
        for filter in [MemoryFilter(), filter, past] {
            _ = try await service.list(reading, filter, page: PageRequest(limit: 10))
        }
        _ = try await service.memory(reading, id: "m1")
        var revision = Revision()
        revision.text = "Coffee"
        _ = try await service.revise(writing, id: "m1", revision)
        _ = try await service.history(reading, id: "m1")
        _ = try await service.restore(writing, id: "m1", edition: 1)
        _ = try await service.archive(writing, ids: ["m1"])
        _ = try await service.unarchive(writing, ids: ["m1"])
        _ = try await service.compact(writing, filter: MemoryFilter())
        _ = try await service.days(reading, last: 7, before: clock.now())
        _ = try await service.readers(reading, id: "m1")
        let events = try await service.activity(reading, ActivityFilter(), page: PageRequest(limit: 10))
        _ = try await service.memories(reading, named: events.items)
        _ = try await service.applicationDays(reading, since: People.dawn)
        let session = WorkingMemory(
            key: SessionKey(sessionID: "s", userID: user, namespace: nil),
            messages: [Message(id: "1", role: "user", content: "Hello", createdAt: clock.now())],
            memories: [memories[1]],
            createdAt: clock.now(),
            updatedAt: clock.now(),
            lastAccessed: clock.now()
        )
        _ = try await service.setWorkingMemory(writing, session, window: nil)
        _ = try await service.workingMemory(reading, session.key, window: nil)
        _ = try await service.sessions(reading, userID: user, namespace: nil, page: PageRequest(limit: 10))
        _ = try await service.sessionOverviews(reading, page: PageRequest(limit: 10))
        try await service.deleteWorkingMemory(writing, session.key)
        var forgetting = ForgetRequest()
        forgetting.maxAgeDays = 1
        _ = try await service.forget(writing, forgetting)
        let application = try #require(reading.provenance?.application)
        _ = try await service.undoPlan(reading, [application], since: People.dawn)
        _ = try await service.delete(writing, ids: ["m2"])
        _ = try await service.undo(writing, [application], since: People.dawn)
        for undone in try await service.undone(reading) { _ = try await service.takeBack(writing, undone.id) }
        // Only applications keep profiles of other users.
        guard user == "cyd" else { return }
        let profile = UserProfile(id: "eve\(user)", name: "Eve", createdAt: clock.now())
        _ = try await profiles.add(administering, profile)
        _ = try await profiles.profile(administering, id: profile.id)
        _ = try await profiles.profiles(administering, UserFilter(), page: PageRequest(limit: 10))
        _ = try await profiles.update(administering, id: profile.id, name: "E", metadata: nil)
        _ = try await profiles.delete(administering, id: profile.id)
    }
}

/// A model whose vectors depend on the length of the text only.
private struct WordLengths: EmbeddingProvider {
    let model = EmbeddingModel(name: "lengths", dimension: 8)

    func embed(_ texts: [String], for purpose: EmbeddingPurpose) async throws -> [Vector] {
        texts.compactMap { text in
            Vector(normalising: (1...8).map { Float(text.utf8.count % ($0 + 2)) + 1 })
        }
    }
}
