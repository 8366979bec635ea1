import Base
import Foundation
import SQLStorage
import Testing

@Suite final class SQLiteDatabaseTests {
    private let file: TemporaryDatabase
    private var path: String { file.path }
    private var database: SQLiteDatabase { file.database }

    init() throws {
        file = try TemporaryDatabase()
    }

    private func insertion(_ id: String, name: String? = nil) -> SQL {
        "INSERT INTO workspaces (id, name, kind, privacy, created_at) VALUES (\(id), \(name ?? id), 'team', 'shared', 0)"
    }

    private func ids() async throws -> [String] {
        try await database.rows("SELECT id FROM workspaces ORDER BY id").map { try $0.text("id") }
    }

    private func mode(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test func commitsAreSyncedToDisk() async throws {
        // Read from the writer: 2 is FULL (sqlite.org/pragma.html#pragma_synchronous).
        #expect(try await database.change("PRAGMA synchronous").row().number() == 2)
        #expect(try await database.change("PRAGMA journal_mode").row().text("journal_mode") == "wal")
        #expect(try await database.change("PRAGMA foreign_keys").row().number() == 1)
    }

    @Test func onlyTheOwnerReadsTheFiles() async throws {
        _ = try await database.change(insertion("a"))
        for suffix in ["", "-wal", "-shm"] { #expect(try mode(path + suffix) == 0o600) }
    }

    @Test func aBatchIsAllOrNothing() async throws {
        await #expect(throws: StoreFailure.self) {
            try await self.database.commit([.run(self.insertion("a")), .run(self.insertion("b", name: "a"))])
        }
        #expect(try await ids() == [])
    }

    @Test func aGuardThatChangesNothingRefusesTheWholeBatch() async throws {
        let outcome = try await database.atomically([
            .run(insertion("a")), .require("UPDATE workspaces SET name = 'x' WHERE id = 'missing'"),
            .run(insertion("b")),
        ])
        guard case .refused(step: 1) = outcome else {
            Issue.record("expected a refusal at step 1, got \(outcome)")
            return
        }
        #expect(try await ids() == [])
    }

    @Test func aGuardCountsRows() async throws {
        _ = try await database.commit([.run(insertion("a")), .run(insertion("b"))])
        let both: SQL = "UPDATE workspaces SET kind = 'team' RETURNING id"
        #expect(try await database.atomically([.require(both, .exactly(2))]).isCommitted)
        #expect(try await database.atomically([.require(both, .exactly(3))]).isCommitted == false)
    }

    @Test("A row is read by the names of its columns; a wrong name or type throws")
    func rowsAreReadByName() async throws {
        let row = try #require(try await database.row("SELECT 'x' AS text, 7 AS number, NULL AS absent"))
        #expect(try row.text("text") == "x" && row.integer("number") == 7)
        #expect(try row.optionalText("absent") == nil && row.isNull("absent") && !row.isNull("text"))
        for read in [
            { _ = try row.text("Text") }, { _ = try row.text("number") }, { _ = try row.isNull("gone") },
            { _ = try row.text("absent") }, { _ = try row.number() },
        ] as [() throws -> Void] {
            #expect {
                try read()
            } throws: { error in
                (error as? StoreFailure)?.kind == .broken
            }
        }
        #expect(try await database.number("SELECT count(*) FROM workspaces") == 0)
    }

    @Test("The result of a batch step is found by the step's name")
    func resultsAreFoundByName() async throws {
        let results = try await database.commit([
            .run(insertion("a"), as: "insertion"), .run("UPDATE workspaces SET kind = 'team'"),
            .run(insertion("b"), as: "insertion"), .run("SELECT id FROM workspaces ORDER BY id", as: "ids"),
        ])
        #expect(results.named("insertion").map(\.count) == [1, 1])
        #expect(try results.result("ids").rows.map { try $0.text("id") } == ["a", "b"])
        #expect(results.count == 5)
        #expect(throws: StoreFailure.self) { try results.result("id") }
    }

    @Test func batchesInOneCommitDoNotUndoEachOther() async throws {
        let database = database
        let insertions = (0..<200).map { index in insertion("w\(index)", name: index % 2 == 0 ? "n\(index)" : "taken") }
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for insertion in insertions {
                group.addTask { (try? await database.atomically([.run(insertion)]).isCommitted) ?? false }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 } == 101)
        #expect(try await ids().count == 101)
    }

    @Test func scansReturnTheSameAsPointReads() async throws {
        _ = try await database.change(insertion("a"))
        #expect(try await database.rows("SELECT id FROM workspaces", effort: .scan).map { try $0.text("id") } == ["a"])
    }

    @Test func readersCannotWrite() async throws {
        await #expect(throws: StoreFailure.self) { try await self.database.rows(self.insertion("a")) }
        #expect(try await ids() == [])
    }

    @Test func aFullDiskIsReportedAndLosesNothing() async throws {
        _ = try await database.change(insertion("a"))
        _ = try await database.change("PRAGMA max_page_count = 1")
        let long = String(repeating: "x", count: 1_000_000)
        await #expect {
            try await self.database.change(self.insertion(long))
        } throws: { error in
            (error as? StoreFailure)?.kind == .full
        }
        #expect(try await ids() == ["a"])
    }

    @Test func aFileThatIsNotADatabaseIsRefusedWithAdvice() throws {
        let other = path + ".copy"
        try Data("this is not a database, and long enough to be read as a header".utf8).write(to: URL(filePath: other))
        #expect {
            try SQLiteDatabase(path: other)
        } throws: { error in
            guard let failure = error as? StoreFailure else { return false }
            return failure.kind == .broken && failure.reason.contains("Restore it from a backup")
        }
    }

    @Test func aClosedDatabaseRefusesEveryUse() async throws {
        _ = try await database.change(insertion("a"))
        try database.close()
        let uses: [@Sendable (SQLiteDatabase) async throws -> Void] = [
            { _ = try await $0.rows("SELECT 1") }, { _ = try await $0.rows("SELECT 1", effort: .scan) },
            { _ = try await $0.change("DELETE FROM workspaces") },
        ]
        for use in uses {
            await #expect { try await use(self.database) } throws: { ($0 as? StoreFailure)?.kind == .unavailable }
        }
        #expect(throws: Never.self) { try self.database.close() }
        let again = try SQLiteDatabase(path: path)
        #expect(try await again.rows("SELECT id FROM workspaces").map { try $0.text("id") } == ["a"])
        try again.close()
    }

    /// Every caller gets a result or a refusal, and every acknowledged write is in the file.
    @Test func closingWaitsForRunningWork() async throws {
        let database = database
        let insertions = (0..<200).map { insertion("w\($0)") }
        let acknowledged = await withTaskGroup(of: Bool.self) { group in
            for (index, insertion) in insertions.enumerated() {
                group.addTask { (try? await database.change(insertion)) != nil }
                group.addTask {
                    _ = try? await database.rows(
                        "SELECT COUNT(*) FROM workspaces",
                        effort: index % 2 == 0 ? .point : .scan
                    )
                    return false
                }
                if index == 100 { group.addTask { (try? database.close()) == nil } }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        let again = try SQLiteDatabase(path: path)
        #expect(try await again.rows("SELECT id FROM workspaces").count == acknowledged)
        try again.close()
    }

    @Test func aDatabaseOfANewerVersionIsRefused() async throws {
        _ = try await database.change("INSERT INTO schema_migrations (number, name) VALUES (99, 'from the future')")
        #expect {
            try SQLiteDatabase(path: self.path)
        } throws: { error in
            guard let failure = error as? StoreFailure else { return false }
            return failure.kind == .broken && failure.reason.contains("newer version")
        }
    }
}
