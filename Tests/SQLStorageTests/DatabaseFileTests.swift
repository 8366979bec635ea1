import Base
import Foundation
import GRDB
import Identity
import TestSupport
import Testing

@testable import SQLStorage

/// Foreign, damaged or missing files in the place of the database.
@Suite final class DatabaseFileTests {
    private let folder: TemporaryDirectory
    private var directory: String { folder.path }
    private var path: String { directory + "/memory.db" }

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func reason(_ work: () throws -> Void) -> String? {
        do { try work() } catch {
            return (error as? StoreFailure).flatMap { $0.kind == .broken ? $0.reason : nil } ?? "\(error)"
        }
        return nil
    }

    private var open: String? { reason { try SQLiteDatabase(path: path).close() } }

    private func size(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue
    }

    private let insertion: SQLStorage.SQL =
        "INSERT INTO workspaces (id, name, kind, privacy, created_at) VALUES ('a', 'a', 'team', 'shared', 0)"

    @Test func aNewDatabaseIsCompleteAndMarkedBeforeItIsOpened() async throws {
        let database = try SQLiteDatabase(path: path)
        #expect(try await database.number("PRAGMA application_id") == DatabaseMark.applicationID)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == [
                "memory.db", "memory.db-shm", "memory.db-wal",
            ]
        )
        // The schema is in the file, even if the write-ahead log is lost.
        let copy = directory + "/copy.db"
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        #expect(reason { try SQLiteDatabase(path: copy).close() } == nil)
        try database.close()
        #expect(open == nil)
    }

    @Test func anEmptiedFileIsRefusedAndStaysUnchanged() throws {
        try SQLiteDatabase(path: path).close()
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(open?.contains("is empty") == true)
        #expect(try size(path) == 0)
        #expect(reason { _ = try SQLiteStores.read(directory: directory) }?.contains("is empty") == true)
    }

    /// SQLite would replay the old log into a new file.
    @Test func aLogWithoutItsDatabaseIsRefused() throws {
        try Data(count: 32).write(to: URL(fileURLWithPath: path + "-wal"))
        #expect(open?.contains("write-ahead log") == true)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test(arguments: [
        "CREATE TABLE schema_migrations (version TEXT)", "CREATE TABLE notes (text TEXT)",
        "PRAGMA application_id = 252006674; CREATE TABLE x (y)",
        "CREATE TABLE schema_migrations (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL)",
    ])
    func anotherProgramsDatabaseIsRefusedAndStaysUnchanged(statements: String) throws {
        // It is not in WAL mode, and must not be switched to it.
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { try $0.execute(sql: statements) }
        try queue.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(open?.contains("another program's database") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func aUsedDirectoryWithoutItsDatabaseIsRefused() throws {
        try SQLiteStores.open(directory: directory).close()
        _ = try RevocationEpoch(file: directory + "/revocations")
        try SQLiteStores.open(directory: directory).close()
        try FileManager.default.removeItem(atPath: path)
        #expect(reason { _ = try SQLiteStores.open(directory: directory) }?.contains("was in use") == true)
        #expect(!FileManager.default.fileExists(atPath: path))
        try FileManager.default.removeItem(atPath: directory + "/revocations")
        try SQLiteStores.open(directory: directory).close()
    }

    @Test(arguments: ["", "-wal", "-shm"], [true, false])
    func writesToRemovedOrReplacedFilesAreNotAcknowledged(suffix: String, isReplaced: Bool) async throws {
        let database = try SQLiteDatabase(path: path)
        try database.requireFiles()
        _ = try await database.change(insertion)
        try database.requireFiles()
        try FileManager.default.moveItem(atPath: path + suffix, toPath: directory + "/moved")
        if isReplaced { try FileManager.default.copyItem(atPath: directory + "/moved", toPath: path + suffix) }
        #expect(reason { try database.requireFiles() }?.contains("memory.db\(suffix) was removed") == true)
        await #expect {
            try await database.change("UPDATE workspaces SET name = 'b'")
        } throws: {
            ($0 as? StoreFailure)?.kind == .broken
        }
        #expect(database.trouble?.kind == .broken)
        try? database.close()
    }

    @Test("A database that is truncated while open is detected by the periodic check and by the next write")
    func aTruncatedDatabaseIsDetected() async throws {
        let database = try SQLiteDatabase(path: path)
        _ = try await database.change(insertion)
        #expect(truncate(path, 0) == 0)
        #expect(reason { try database.requireFiles() }?.contains("to 0 bytes while the server had it open") == true)
        await #expect {
            try await database.change("UPDATE workspaces SET name = 'b'")
        } throws: {
            ($0 as? StoreFailure)?.kind == .broken
        }
        try? database.close()
    }

    @Test func diskTroubleIsReportedUntilAWriteSucceeds() async throws {
        let database = try SQLiteDatabase(path: path)
        #expect(database.trouble == nil)
        _ = try? await database.change("INSERT INTO workspaces (id) VALUES ('incomplete')")
        #expect(database.trouble == nil)
        _ = try await database.change("PRAGMA max_page_count = 1")
        let long = String(repeating: "x", count: 1_000_000)
        _ = try? await database.change("UPDATE schema_migrations SET name = \(long) WHERE number = 1")
        #expect(database.trouble?.kind == .full)
        await database.retryWriting()
        #expect(database.trouble == nil)
        try database.close()
    }

    /// Otherwise SQLite writes them to /tmp, which a read-only root does not have: SQLITE_IOERR_GETTEMPPATH.
    @Test func temporaryTablesJournalsAndSortsStayInMemory() async throws {
        let database = try SQLiteDatabase(path: path)
        #expect(try await database.number("PRAGMA temp_store") == 2)
        #expect(try await database.change("PRAGMA temp_store").row().number() == 2)
        try database.close()
    }
}
