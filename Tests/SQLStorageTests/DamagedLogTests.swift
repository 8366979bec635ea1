import Base
import Foundation
import GRDB
import Glibc
import Testing

@testable import SQLStorage

/// Damage to the write-ahead log while the database is open. SQLite would copy zeros over the database.
@Suite final class DamagedLogTests {
    private let directory =
        FileManager.default.temporaryDirectory.path() + "damaged-log-\(UInt64.random(in: .min ... .max))"
    private var path: String { directory + "/memory.db" }

    init() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    enum Damage: CaseIterable {
        case emptied, header, half, lastByte, zeroed, middle

        func apply(_ path: String) throws {
            let log = try FileHandle(forUpdating: URL(fileURLWithPath: path + "-wal"))
            let size = try log.seekToEnd()
            switch self {
            case .emptied: try log.truncate(atOffset: 0)
            case .header: try log.truncate(atOffset: 32)
            case .half: try log.truncate(atOffset: size / 2)
            case .lastByte: try log.truncate(atOffset: size - 1)
            case .zeroed: try Self.overwrite(log, 0, Int(size))
            case .middle: try Self.overwrite(log, size / 2, 100)
            }
            try log.close()
        }

        private static func overwrite(_ file: FileHandle, _ offset: UInt64, _ count: Int) throws {
            try file.seek(toOffset: offset)
            try file.write(contentsOf: Data(count: count))
        }
    }

    private func reason(_ work: () throws -> Void) -> String? {
        do { try work() } catch { return (error as? StoreFailure)?.reason ?? "\(error)" }
        return nil
    }

    private func write(_ database: SQLiteDatabase, _ rows: Range<Int>) async throws {
        for row in rows {
            let text = "\(row)-" + String(repeating: "x", count: 3_000)
            _ = try await database.change(
                "INSERT INTO workspaces (id, name, kind, privacy, created_at) VALUES (\(text), \(text), 'team', 'shared', 0)"
            )
        }
    }

    /// A database with `rows` rows in the file and as many in the log.
    private func open(rows: Int = 10) async throws -> SQLiteDatabase {
        let first = try SQLiteDatabase(path: path)
        try await write(first, 0..<rows)
        try first.close()
        let database = try SQLiteDatabase(path: path)
        try await write(database, rows..<2 * rows)
        return database
    }

    /// The rows of the database file without its log.
    private func rowsOfFile() throws -> Int? {
        // A copy: within a process, SQLite shares the index of a log between connections.
        let copy = directory + "/rows-\(UInt64.random(in: .min ... .max)).db"
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        let queue = try DatabaseQueue(path: copy)
        defer { try? queue.close() }
        return try queue.inDatabase { db in
            guard try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok" else { return nil }
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM workspaces")
        }
    }

    @Test(
        "Closing after the log was damaged fails and leaves the database as it was",
        arguments: Damage.allCases
    )
    func closing(damage: Damage) async throws {
        let database = try await open()
        try damage.apply(path)
        let sentence = reason { try database.close() }
        #expect(sentence?.contains("was cut or overwritten while the server had it open") == true, "\(sentence ?? "")")
        #expect(try rowsOfFile() == 10)
    }

    @Test("A cut index of the log fails the periodic check and closing, before SQLite reads it") func index()
        async throws
    {
        let database = try await open()
        #expect(truncate(path + "-shm", 0) == 0)
        #expect(reason { try database.requireFiles() }?.hasPrefix("\(path)-shm was cut") == true)
        #expect(reason { try database.close() }?.hasPrefix("\(path)-shm was cut") == true)
        #expect(try rowsOfFile() == 10)
    }

    @Test("A database that is dropped without closing leaves a damaged log alone", arguments: [Damage.emptied, .half])
    func dropping(damage: Damage) async throws {
        var database: SQLiteDatabase? = try await open()
        try damage.apply(path)
        database = nil
        #expect(database == nil)
        #expect(try rowsOfFile() == 10)
    }

    @Test("A damaged log fails the periodic check, the next write and a checkpoint", arguments: Damage.allCases)
    func noticing(damage: Damage) async throws {
        let database = try await open()
        try database.requireFiles()
        try damage.apply(path)
        // Only a checkpoint reads the frames in the middle.
        if damage != .middle {
            #expect(reason { try database.requireFiles() }?.contains("was cut or overwritten") == true)
            await #expect(throws: StoreFailure.self) { try await self.write(database, 100..<101) }
            #expect(database.trouble?.kind == .broken)
        }
        #expect(reason { try database.checkpoint() }?.contains("was cut or overwritten") == true)
        // From then on, every check fails.
        #expect(reason { try database.requireFiles() } != nil)
        await #expect(throws: StoreFailure.self) { try await self.write(database, 101..<102) }
        #expect(reason { try database.close() } != nil)
        #expect(try rowsOfFile() == 10)
    }

    @Test("A long log is moved into the database, but not after its frames were damaged", arguments: [false, true])
    func longLog(isDamaged: Bool) async throws {
        let database = try await open()
        if isDamaged { try Damage.middle.apply(path) }
        do { try await write(database, 20..<520) } catch { #expect(isDamaged) }
        #expect((database.trouble?.kind == .broken) == isDamaged)
        let copy = directory + "/copy.db"
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        #expect(isDamaged == (reason { try database.close() } != nil))
        let rows = try await DatabaseQueue(path: copy).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM workspaces")
        }
        // Without damage most rows were moved before closing.
        #expect(isDamaged ? rows == 10 : (rows ?? 0) > 100)
    }

    @Test("Another process that begins the log again is not damage")
    func another() async throws {
        let database = try await open()
        let other = try SQLiteDatabase(path: path)
        for round in 0..<20 {
            try await write(database, 1_000 + round * 10..<1_005 + round * 10)
            try other.checkpoint()
            try database.requireFiles()
            try await write(other, 1_005 + round * 10..<1_010 + round * 10)
            try other.requireFiles()
        }
        try other.close()
        try database.requireFiles()
        try database.close()
        #expect(try rowsOfFile() == 220)
    }
}
