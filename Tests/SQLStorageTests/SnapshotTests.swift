import Base
import FoundationEssentials
import GRDB
import Glibc
import Identity
import Synchronization
import TestSupport
import Testing

@testable import SQLStorage

/// Copies of a database that is in use.
@Suite struct SnapshotTests {
    /// The numbers of users whose addition was acknowledged.
    private final class Acknowledged: Sendable {
        private let numbers = Mutex<Set<Int>>([])
        private let isOver = Mutex(false)

        var present: Set<Int> { numbers.withLock { $0 } }
        func note(_ number: Int) { numbers.withLock { _ = $0.insert(number) } }
        var ended: Bool { isOver.withLock { $0 } }
        func end() { isOver.withLock { $0 = true } }
    }

    private static func add(_ number: Int, to stores: SQLiteStores) async throws {
        let user = People.user("u\(number)")
        _ = try await stores.identity.users.add(user, personal: People.personal("u\(number)"))
    }

    private static func numbers(in file: String) throws -> [String: Set<Int>] {
        let queue = try DatabaseQueue(path: file)
        defer { try? queue.close() }
        return try queue.inDatabase { db in
            func column(_ sql: String) throws -> Set<Int> {
                Set(try String.fetchAll(db, sql: sql).compactMap { Int($0.drop { !$0.isNumber }) })
            }
            #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
            return [
                "users": try column("SELECT id FROM users"),
                "workspaces": try column("SELECT id FROM workspaces"),
                "memberships": try column("SELECT user_id FROM memberships"),
            ]
        }
    }

    @Test("A copy under write load has every write acknowledged before it, and no half of one")
    func underLoad() async throws {
        let temporary = try TemporaryStores()
        let stores = temporary.stores
        let acknowledged = Acknowledged()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<6 {
                group.addTask {
                    var number = writer
                    while !acknowledged.ended {
                        try await Self.add(number, to: stores)
                        acknowledged.note(number)
                        number += 6
                    }
                }
            }
            defer { acknowledged.end() }
            var former = 0
            for round in 0..<6 {
                // So that every copy is of another state.
                while acknowledged.present.count < former + 20 { await Task.yield() }
                let before = acknowledged.present
                former = before.count
                let file = temporary.directory + "/copy-\(round).db"
                let snapshot = try await stores.snapshot(to: file, keepingKeys: true)
                let found = try Self.numbers(in: file)
                let users = try #require(found["users"])
                #expect(before.isSubset(of: users), "round \(round)")
                #expect(users == found["workspaces"] && users == found["memberships"], "round \(round)")
                #expect(snapshot.counts["users"] == Int64(users.count) && snapshot.commits > 0)
            }
        }
    }

    @Test("A copy has one file that only its owner can read, and can be opened as a database of a server")
    func file() async throws {
        let temporary = try TemporaryStores()
        try await Self.add(1, to: temporary.stores)
        let folder = try TemporaryDirectory()
        let snapshot = try await temporary.stores.snapshot(to: folder.path + "/memory.db", keepingKeys: false)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["memory.db"])
        var status = stat()
        let result = lstat(folder.path + "/memory.db", &status)
        #expect(result == 0 && status.st_mode & 0o777 == 0o600)
        let copy = try SQLiteStores.open(directory: folder.path)
        try copy.requireSchema()
        #expect(try copy.examine(directory: folder.path))
        #expect(try await copy.identity.users.user(named: "u1") != nil)
        #expect(try await copy.commits() == snapshot.commits)
        #expect(snapshot.schema == SQLiteSchema.migrations.last?.number)
        try copy.close()
    }

    @Test(
        "Signing keys are in a copy only when they are asked for, and no byte of them otherwise",
        arguments: [false, true]
    )
    func keys(keepingKeys: Bool) async throws {
        let temporary = try TemporaryStores()
        let material = "a signing key that nobody may see"
        for id in ["former", "current"] {
            _ = try await temporary.stores.database.change(
                """
                INSERT INTO signing_keys (id, algorithm, material, state, created_at) VALUES (\(id), 'RS256', \(material), \(id), 0)
                """
            )
        }
        _ = try await temporary.stores.database.change("DELETE FROM signing_keys WHERE id = 'former'")
        let file = temporary.directory + "/copy.db"
        _ = try await temporary.stores.snapshot(to: file, keepingKeys: keepingKeys)
        let bytes = try Data(contentsOf: URL(filePath: file))
        #expect((bytes.firstRange(of: Data(material.utf8)) != nil) == keepingKeys)
    }

    @Test("A copy has nothing that was removed")
    func removed() async throws {
        let temporary = try TemporaryStores()
        for number in 0..<50 { try await Self.add(number, to: temporary.stores) }
        for number in 0..<49 {
            _ = try await temporary.stores.identity.users.delete(ID("us-u\(number)"), keepingAnAdministrator: false)
        }
        let file = temporary.directory + "/copy.db"
        _ = try await temporary.stores.snapshot(to: file, keepingKeys: false)
        let bytes = try Data(contentsOf: URL(filePath: file))
        #expect(bytes.firstRange(of: Data("us-u48".utf8)) == nil && bytes.firstRange(of: Data("us-u49".utf8)) != nil)
    }

    @Test("A database of an earlier schema is copied as it is")
    func earlierSchema() async throws {
        let folder = try TemporaryDirectory()
        let file = folder.path + "/memory.db"
        try SQLiteDatabase(path: file, migrations: Array(SQLiteSchema.migrations.prefix(10))).close()
        let stores = try SQLiteStores.open(directory: folder.path, isMigrating: false)
        let snapshot = try await stores.snapshot(to: folder.path + "/copy.db", keepingKeys: false)
        #expect(snapshot.schema == SQLiteSchema.migrations[9].number && snapshot.commits == 0)
        try stores.close()
    }

    @Test("A cancelled copy ends, and so does one of a closed database")
    func cancelled() async throws {
        let temporary = try TemporaryStores()
        for number in 0..<200 { try await Self.add(number, to: temporary.stores) }
        let (stores, file) = (temporary.stores, temporary.directory + "/copy.db")
        let task = Task { try await stores.snapshot(to: file, keepingKeys: false) }
        task.cancel()
        // It may have ended before.
        _ = try? await task.value
        try stores.close()
        await #expect(throws: StoreFailure.self) { try await stores.snapshot(to: file + "2", keepingKeys: false) }
    }
}
