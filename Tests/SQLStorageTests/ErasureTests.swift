import Base
import FoundationEssentials
import GRDB
import Identity
import Memories
import SQLStorage
import TestSupport
import Testing

/// Everything that can hold a person is filled, and after the erasing every table is searched for them.
@Suite("After a person is erased, no table holds them") struct ErasureTests {
    private static let name = "alice.q7x"
    private static let id = "us-alice.q7x"
    private static let secret = "zanzibarquark"
    private static let pseudonym = "erased-1"

    private let shared = People.team("shared")
    private let guarded = People.team("guarded", privacy: .privatePerUser)
    private let elsewhere = People.team("elsewhere")

    /// Alice in two teams, with memories, versions, sessions and profiles; bob reads; a back end elsewhere uses her name.
    private func filled() async throws -> TemporaryStores {
        let stores = try TemporaryStores()
        try await stores.add(people: [Self.name, "bob"], teams: [shared, guarded, elsewhere])
        let workspaces = stores.identity.workspaces
        for team in [shared, guarded] {
            for person in [Self.id, "us-bob"] {
                _ = try await workspaces.setMember(ID(person), of: team.id, role: .member)
            }
        }
        let service = stores.service()
        for (place, role) in [(People.personal(Self.name), Role.admin), (shared, .member), (guarded, .member)] {
            let alice = People.person(Self.name, in: place, role: role, credential: .apiToken(ID("tok-alice")))
            let access = try AccessPolicy.access(alice, workspace: place.id, to: .write)
            let memories = (0..<3).map { number in
                Memory(
                    id: "m\(number)",
                    text: "\(Self.secret) \(number) of \(Self.name)",
                    kind: .semantic,
                    userID: Self.name,
                    topics: [Self.secret],
                    createdAt: People.dawn
                )
            }
            _ = try await service.remember(access, memories, deduplicate: false)
            var changed = memories[0]
            changed.text += " changed"
            _ = try await service.remember(access, [changed], deduplicate: false)
            _ = try await service.delete(access, ids: ["m2"])
            let state = SessionState(annotations: [Self.secret: "x"], metadata: ["x": .string(Self.secret)])
            let record = SessionRecord(sessionID: "r", userID: Self.name, startedAt: People.dawn, state: state)
            #expect(try await stores.sessionRecords.add(access, record))
            try await stores.workingMemory.put(
                access,
                WorkingMemory(
                    key: SessionKey(sessionID: "s", userID: Self.name, namespace: nil),
                    memories: [memories[1]],
                    createdAt: People.dawn,
                    updatedAt: People.dawn,
                    lastAccessed: People.dawn
                )
            )
        }
        // The registry of the personal workspace goes with the workspace.
        _ = try await stores.extractionPrompts.add(
            try AccessPolicy.access(People.person(Self.name), to: .administer),
            id: "p",
            text: Self.secret,
            description: Self.secret,
            annotations: [:],
            at: People.dawn
        )
        let bob = try AccessPolicy.access(
            People.person("bob", in: shared, role: .member, credential: .apiToken(ID("tok-bob"))),
            workspace: shared.id,
            to: .write
        )
        _ = try await service.remember(
            bob,
            [Memory(id: "b", text: "of bob", kind: .semantic, userID: "bob", createdAt: People.dawn)],
            deduplicate: false
        )
        let foreign = try AccessPolicy.access(People.service(in: elsewhere), to: .write)
        _ = try await service.remember(
            foreign,
            [Memory(id: "f", text: "another one", kind: .semantic, userID: Self.name, createdAt: People.dawn)],
            deduplicate: false
        )
        try await service.upkeep.writeEvents()
        return stores
    }

    /// A row for the person in every table that refers to accounts and has none yet.
    private func fillTheRest(_ queue: DatabaseQueue) throws {
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.execute(sql: "PRAGMA ignore_check_constraints = ON")
            for table in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'") {
                let keys = try db.foreignKeys(on: table).filter { $0.destinationTable == "users" }
                guard let column = keys.first?.mapping.first?.origin, table != "workspaces" else { continue }
                let known = try Int.fetchOne(
                    db,
                    sql: "SELECT count(*) FROM \(table) WHERE \(column) = ?",
                    arguments: [Self.id]
                )
                guard known == 0 else { continue }
                let columns = try db.columns(in: table)
                let values: [DatabaseValue] = columns.map { info in
                    switch info.name {
                    case column: Self.id.databaseValue
                    case "workspace_id": "ws-\(Self.name)".databaseValue
                    default:
                        switch info.type.uppercased() {
                        case "TEXT": Self.secret.databaseValue
                        case "BLOB": Array(Self.secret.utf8).withUnsafeBytes { Data($0) }.databaseValue
                        default: 7.databaseValue
                        }
                    }
                }
                let marks = columns.map { _ in "?" }.joined(separator: ", ")
                try db.execute(
                    sql: "INSERT INTO \(table) VALUES (\(marks))",
                    arguments: StatementArguments(values)
                )
            }
            for key in ["anywhere:\(Self.name)", "account:\(Self.name)@127.0.0.1", "account:bob@127.0.0.1"] {
                try db.execute(sql: "INSERT INTO login_failures (key, at) VALUES (?, 1)", arguments: [key])
            }
        }
    }

    /// The tables with a value that contains a text, each once.
    private func tables(of queue: DatabaseQueue, holding text: String) throws -> [String] {
        try queue.read { db in
            try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").filter {
                table in
                guard !table.hasPrefix("sqlite_"), table != "memory_terms" else { return false }
                let cursor = try Row.fetchCursor(db, sql: "SELECT * FROM \(table)")
                while let row = try cursor.next() {
                    for (_, value) in row {
                        switch value.storage {
                        case .string(let own) where own.contains(text): return true
                        case .blob(let own) where own.firstRange(of: Data(text.utf8)) != nil: return true
                        default: continue
                        }
                    }
                }
                return false
            }
        }
    }

    @Test("Every table that could hold the person is filled before and empty of them afterwards; others' data stay")
    func everywhere() async throws {
        let stores = try await filled()
        let queue = try DatabaseQueue(path: stores.directory + "/memory.db")
        try fillTheRest(queue)
        for text in [Self.id, Self.secret] {
            let found = try tables(of: queue, holding: text)
            #expect(found.count > 8, "\(found)")
        }
        let alice = try #require(try await stores.identity.users.user(named: Self.name))
        let done = try await stores.identity.users.erase(alice, as: Self.pseudonym, keepingAnAdministrator: false)
        guard case .done(let counts) = done else {
            Issue.record("\(done)")
            return
        }
        #expect(counts.memories == 6 && counts.sessions == 6 && counts.teams == 2 && counts.placesLeft == 1)
        #expect(try tables(of: queue, holding: Self.id) == [])
        #expect(try tables(of: queue, holding: Self.secret) == [])
        // The back end elsewhere filed its own under the name.
        #expect(try tables(of: queue, holding: Self.name) == ["memories", "partitions"])
        #expect(try tables(of: queue, holding: Self.pseudonym).contains("provenances"))
        #expect(try tables(of: queue, holding: "of bob").contains("memories"))
        #expect(try tables(of: queue, holding: "account:bob@") == ["login_failures"])
        let again = try await stores.identity.users.erase(alice, as: Self.pseudonym, keepingAnAdministrator: false)
        #expect(again == .absent)
    }

    @Test("The last administrator is erased only on request")
    func lastAdministrator() async throws {
        let stores = try TemporaryStores()
        let user = People.user("ana", isAdministrator: true)
        _ = try await stores.identity.users.add(user, personal: People.personal("ana"))
        let users = stores.identity.users
        #expect(try await users.erase(user, as: "x", keepingAnAdministrator: true) == .lastAdministrator)
        guard case .done = try await users.erase(user, as: "x", keepingAnAdministrator: false) else {
            Issue.record("not erased")
            return
        }
    }
}
