import Base
import FoundationEssentials
import Identity
import Memories
import Synchronization
import TestSupport
import Testing

@testable import SQLStorage

/// Asks SQLite for the plan of every statement of a store: none may scan a whole table that grows with the number of
/// users.
@Suite struct QueryPlanTests {
    private let file: TemporaryDatabase
    private var database: SQLiteDatabase { file.database }
    private let spy: PlanSpy

    init() async throws {
        file = try TemporaryDatabase()
        let database = file.database
        spy = PlanSpy(database)
        _ = try await SQLUserStore(database: database).add(People.user("ann"), personal: People.personal("ann"))
        _ = try await SQLWorkspaceStore(database: database).add(People.team("app"))
    }

    @Test func noStatementOnMemoriesScansTheTable() async throws {
        let model = EmbeddingModel(name: "m", dimension: 2)
        let store = SQLMemoryStore(database: spy, cache: VectorCache(byteLimit: 1 << 20))
        let vector = try #require(Vector(normalising: [1, 1]))
        let ann = try AccessPolicy.access(People.person("ann"), to: .write)
        let service = try AccessPolicy.access(People.service(in: People.team("app")), to: .write)
        for access in [ann, service] {
            let memory = Memory(id: "m", text: "t", kind: .semantic, userID: access.author, createdAt: People.dawn)
            let stored = StoredMemory(memory: memory, searchText: "t", vector: vector)
            var filter = MemoryFilter()
            filter.sessionID = TagFilter([.equal("s")])
            for unlessKnown in [false, true] {
                try await store.put(access, [stored], model: model, unlessKnown: unlessKnown)
            }
            _ = try await store.existing(access, hashes: ["h"], of: access.author)
            _ = try await store.memory(access, id: "m")
            _ = try await store.replace(access, stored, previous: memory, model: model)
            try await store.touch(access, ids: ["m"], at: People.dawn)
            _ = try await store.list(access, filter, order: .newestFirst, page: PageRequest(limit: 5))
            _ = try await store.list(access, MemoryFilter(), order: .newestFirst, page: PageRequest(limit: 5))
            for filter in [filter, MemoryFilter()] {
                let request = CandidateRequest(words: ["t"], vector: vector, model: model, filter: filter, limit: 5)
                _ = try await store.candidates(access, request)
            }
            _ = try await store.delete(access, ids: ["m"])
        }
        try await store.embed([(row: 1, version: 1, vector: vector)], model: model)
        for access in [ann, service] { _ = try await store.lacksVectors(access, of: nil, model: model, atLeast: 5) }
        try await store.refuse([(row: 1, version: 1), (row: 2, version: 1)], model: model)
        _ = try await store.refused(by: model, after: nil, limit: 5)
        let last = UnembeddedMemory(row: 1, searchText: "t", version: 1, place: 1)
        _ = try await store.refused(by: model, after: last, limit: 5)
        _ = try await store.unembedded(for: model, except: [], limit: 5)
        _ = try await store.unembedded(for: model, except: [(row: 1, version: 1), (row: 2, version: 1)], limit: 5)
        // Scans of the given list of skipped rows are allowed, and so are scans of the models, of which there are few,
        // and of a statement's own steps.
        let short = [
            "embedding_models", "k", "next", "g", "page", "waiting", "CONSTANT ROW", "(subquery-3)", "(subquery-4)",
            "(subquery-5)",
        ].map { "SCAN " + $0 }
        #expect(spy.walks().filter { !$0.hasSuffix("CONSTANT ROWS") && !short.contains($0) } == [])
    }

    @Test("An unchanged user's waiting memories are counted only once")
    func waitingMemoriesAreCountedOnce() async throws {
        let model = EmbeddingModel(name: "m", dimension: 2)
        let store = SQLMemoryStore(database: spy, cache: VectorCache(byteLimit: 1 << 20))
        let ann = try AccessPolicy.access(People.person("ann"), to: .write)
        let memory = Memory(id: "m", text: "t", kind: .semantic, userID: "ann", createdAt: People.dawn)
        let vector = try #require(Vector(normalising: [1, 1]))
        try await store.put(ann, [StoredMemory(memory: memory, searchText: "t", vector: vector)], model: model)
        for isFirst in [true, false] {
            spy.forget()
            #expect(try await store.lacksVectors(ann, of: nil, model: model, atLeast: 1) == false)
            #expect(spy.plans().contains { $0.hasPrefix("SEARCH m ") } == isFirst)
        }
    }

    @Test("A list of all of a user's memories does not count them")
    func aListDoesNotCount() async throws {
        let store = SQLMemoryStore(database: spy, cache: VectorCache(byteLimit: 1 << 20))
        let ann = try AccessPolicy.access(People.person("ann"), to: .read)
        _ = try await store.list(ann, MemoryFilter(), order: .newestFirst, page: PageRequest(limit: 5))
        #expect(
            spy.plans().filter { $0.contains(" m ") } == [
                "SEARCH m USING INDEX memories_by_user_and_time (workspace_id=? AND user_id=?)"
            ]
        )
    }

    /// Whether all users are searched, the filter, and the expected index: one with every column that the filter names.
    private static let filters: [(isService: Bool, session: String?, namespace: String?, plan: String)] = [
        (false, "s", nil, "memories_by_session (workspace_id=? AND session_id=? AND user_id=?)"),
        (false, "s", "n", "memories_by_session (workspace_id=? AND session_id=? AND user_id=?)"),
        (false, nil, "n", "memories_by_user_and_namespace (workspace_id=? AND user_id=? AND namespace=?)"),
        (true, "s", nil, "memories_by_session (workspace_id=? AND session_id=?)"),
        (true, "s", "n", "memories_by_session (workspace_id=? AND session_id=?)"),
        (true, nil, "n", "memories_by_namespace (workspace_id=? AND namespace=?)"),
    ]

    @Test(arguments: filters)
    func aFilterUsesAnIndexWithAllItsColumns(
        row: (isService: Bool, session: String?, namespace: String?, plan: String)
    ) async throws {
        let model = EmbeddingModel(name: "m", dimension: 2)
        let vector = try #require(Vector(normalising: [1, 1]))
        let store = SQLMemoryStore(database: spy, cache: VectorCache(byteLimit: 1 << 20))
        let access = try AccessPolicy.access(
            row.isService ? People.service(in: People.team("app")) : People.person("ann"),
            to: .write
        )
        let memory = Memory(id: "m", text: "t", kind: .semantic, userID: access.author, createdAt: People.dawn)
        try await store.put(access, [StoredMemory(memory: memory, searchText: "t", vector: vector)], model: model)
        var filter = MemoryFilter()
        filter.sessionID = row.session.map { TagFilter([.equal($0)]) }
        filter.namespace = row.namespace.map { TagFilter([.equal($0)]) }

        spy.forget()
        _ = try await store.list(access, filter, order: .newestFirst, page: PageRequest(limit: 5))
        _ = try await store.candidates(
            access,
            CandidateRequest(words: nil, vector: vector, model: model, filter: filter, limit: 5)
        )
        let plans = spy.plans().filter { $0.hasPrefix("SEARCH m ") || $0.hasPrefix("SCAN m ") }
        #expect(plans.count >= 3, "the list, its total, and the rows that match the filter")
        #expect(plans.allSatisfy { $0.hasSuffix("INDEX \(row.plan)") }, "\(plans)")
    }

    /// For any number of candidates: above some twenty, SQLite would scan the user's memories if allowed.
    @Test(arguments: [MemoryFilter(), MemoryFilter(kind: "semantic")])
    func candidatesAreReadByTheirNumbers(filter: MemoryFilter) async throws {
        let model = EmbeddingModel(name: "m", dimension: 2)
        let vector = try #require(Vector(normalising: [1, 1]))
        let store = SQLMemoryStore(database: spy, cache: VectorCache(byteLimit: 1 << 20))
        let ann = try AccessPolicy.access(People.person("ann"), to: .write)
        let stored = (0..<300).map { number in
            let memory = Memory(id: "m\(number)", text: "t", kind: .semantic, userID: "ann", createdAt: People.dawn)
            return StoredMemory(memory: memory, searchText: "t", vector: vector)
        }
        try await store.put(ann, stored, model: model)
        spy.forget()
        for words in [nil, ["t"]] {
            let request = CandidateRequest(words: words, vector: vector, model: model, filter: filter, limit: 200)
            let found = try await store.candidates(ann, request)
            #expect(found.count == 200)
            #expect(try await store.memories(ann, of: found, filter).count == 200)
        }
        let plans = spy.plans().filter { $0.hasPrefix("SEARCH m ") || $0.hasPrefix("SEARCH v ") }
        let byNumber = plans.filter { $0.contains("INTEGER PRIMARY KEY (rowid=?)") }
        #expect(byNumber.count == (filter.isEmpty ? 6 : 7), "with a filter, keyword search looks up each memory")
        #expect(
            plans.count - byNumber.count == (filter.isEmpty ? 0 : 2),
            "except for the rows that match the filter: \(plans)"
        )
    }

    /// The list of a user is read in order from an index, not sorted.
    @Test func aUsersListIsNotSorted() async throws {
        let ann = try AccessPolicy.access(People.person("ann"), to: .read)
        let store = SQLMemoryStore(database: spy, cache: VectorCache(byteLimit: 1 << 20))
        _ = try await store.list(ann, MemoryFilter(), order: .newestFirst, page: PageRequest(limit: 5))
        #expect(spy.plans().filter { $0.contains("TEMP B-TREE") } == [])
    }

    @Test func noStatementOnSessionsScansTheTable() async throws {
        let store = SQLWorkingMemoryStore(database: spy)
        let ann = try AccessPolicy.access(People.person("ann"), to: .write)
        let key = SessionKey(sessionID: "s", userID: "ann", namespace: nil)
        let memory = Memory(id: "m", text: "t", kind: .semantic, userID: "ann", createdAt: People.dawn)
        try await store.put(
            ann,
            WorkingMemory(
                key: key,
                memories: [memory],
                createdAt: People.dawn,
                updatedAt: People.dawn,
                lastAccessed: People.dawn
            )
        )
        _ = try await store.find(ann, key, at: People.dawn)
        _ = try await store.sessions(ann, userID: nil, namespace: nil, page: PageRequest(limit: 5), at: People.dawn)
        _ = try await store.purge(at: People.dawn)
        _ = try await SQLPromotionQueue(database: spy, cache: VectorCache(byteLimit: 1)).promote(
            limit: 5,
            at: People.dawn
        )
        _ = try await store.delete(ann, key)
        // The queue is read from its front: a scan that stops at the limit.
        #expect(spy.walks().filter { $0 != "SCAN promotions" } == [])
    }

    @Test func aUserOfAWorkspaceIsFoundByKey() async throws {
        let store = SQLUserProfileStore(database: spy)
        let service = try AccessPolicy.access(People.service(in: People.team("app")), to: .administer)
        _ = try await store.add(service, UserProfile(id: "u", name: "U", createdAt: People.dawn))
        _ = try await store.profile(service, id: "u")
        _ = try await store.profiles(service, UserFilter(), page: PageRequest(limit: 5))
        _ = try await store.update(service, id: "u", name: "V", metadata: nil)
        _ = try await store.delete(service, id: "u")
        #expect(spy.walks().filter { $0 != "SCAN d" } == [])
    }

    @Test func aTokenIsResolvedByKey() async throws {
        let tokens = SQLAPITokenStore(database: spy)
        _ = try await tokens.resolve(ID("t"))
        _ = try await tokens.remove(ID("t"))
        try await SQLCredentialUseStore(database: spy).note([
            .apiToken(ID("t")): CredentialUse(at: People.dawn, address: nil),
            .accessToken(issuer: "i", grant: "g"): CredentialUse(at: People.dawn, address: nil),
        ])
        let users = SQLUserStore(database: spy)
        _ = try await users.user(named: "ann")
        _ = try await users.provision(
            ExternalIdentity(issuer: "i", subject: "s"),
            candidate: People.user("bob"),
            personal: People.personal("bob")
        )
        _ = try await SQLWorkspaceStore(database: spy).memberships(of: ID("us-ann"))
        #expect(spy.walks() == [])
    }

    /// Purging runs every minute while users wait: it must find expired rows by their time, without reading live ones.
    @Test func expiredRowsAreFoundByTheirTime() async throws {
        _ = try await SQLAuthorizationCodeStore(database: spy).purge(expiredBefore: People.dawn)
        _ = try await SQLGrantStore(database: spy).purge(expiredBefore: People.dawn)
        _ = try await SQLSessionStore(database: spy).purge(expiredBefore: People.dawn)
        #expect(spy.walks().filter { $0 != "SCAN login_transactions" } == [])
    }

    @Test func theAuthorizationServersRequestsUseKeys() async throws {
        let digest = try #require(Digest256([UInt8](repeating: 1, count: 32)))
        let now = People.dawn
        _ = try await SQLClientStore(database: spy).client(ID("c"))
        let codes = SQLAuthorizationCodeStore(database: spy)
        _ = try await codes.code(digest)
        _ = try await codes.redeem(digest, first: (digest, now), at: now)
        let grants = SQLGrantStore(database: spy)
        _ = try await grants.resolve(ID("g"))
        _ = try await grants.rotate(.sample(digest, at: now), at: now)
        _ = try await grants.ended(of: ID("us-ann"))
        _ = try await grants.revoke(ID("g"))
        let sessions = SQLSessionStore(database: spy)
        _ = try await sessions.session(digest, at: now)
        _ = try await sessions.claim(state: digest, at: now)
        _ = try await SQLOneTimeStore(database: spy).claim("j", purpose: "p", until: now, at: now)
        _ = try await SQLConsentStore(database: spy).consent(of: ID("us-ann"), to: ID("c"))
        #expect(spy.walks() == [])
    }
}

extension MemoryFilter {
    fileprivate init(kind: String) {
        self.init()
        self.kind = TagFilter([.equal(kind)])
    }
}

/// Passes every statement on and records SQLite's plan of it.
private final class PlanSpy: SQLDatabase {
    private let database: SQLiteDatabase
    private let seen = Mutex<[String]>([])

    init(_ database: SQLiteDatabase) {
        self.database = database
    }

    func plans() -> [String] { seen.withLock { $0 } }

    func forget() { seen.withLock { $0 = [] } }

    /// `SCAN table` and `SCAN table USING COVERING INDEX` read the whole table; a virtual table uses its own index.
    func walks() -> [String] {
        plans().filter {
            $0.hasPrefix("SCAN ") && !$0.contains("VIRTUAL TABLE") && !["SCAN CONSTANT ROW", "SCAN given"].contains($0)
        }
    }

    private func explain(_ sql: SQL) async throws {
        let plan = try await database.rows("EXPLAIN QUERY PLAN \(sql)").map { try $0.text("detail") }
        seen.withLock { $0 += plan }
    }

    func rows(_ sql: SQL, effort: SQLEffort) async throws -> [SQLRow] {
        try await explain(sql)
        return try await database.rows(sql, effort: effort)
    }

    func atomically(_ steps: [SQLStep], scope: SQLScope) async throws -> SQLOutcome {
        for step in steps { try await explain(step.sql) }
        return try await database.atomically(steps, scope: scope)
    }
}
