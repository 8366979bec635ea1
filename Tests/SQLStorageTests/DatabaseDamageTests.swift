import Base
import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

@testable import SQLStorage

/// Damage to the database, before it is opened and while it is open.
@Suite final class DatabaseDamageTests {
    private let folder: TemporaryDirectory
    private var directory: String { folder.path }
    private var path: String { directory + "/memory.db" }

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func reason(_ work: () throws -> Void) -> String? {
        do { try work() } catch { return (error as? StoreFailure)?.reason ?? "\(error)" }
        return nil
    }

    private func size() throws -> Int {
        try #require((try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue)
    }

    private func overwrite(_ bytes: [UInt8], at offset: Int = 0) throws {
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }

    private func fill(_ database: SQLiteDatabase, _ rows: Range<Int>) async throws {
        for row in rows {
            let text = "\(row)-" + String(repeating: "x", count: 3_000)
            _ = try await database.change(
                "INSERT INTO workspaces (id, name, kind, privacy, created_at) VALUES (\(text), \(text), 'team', 'shared', 0)"
            )
        }
    }

    enum Cut: CaseIterable { case half, onePage, oneByte, zero }

    @Test(
        "A database that is cut while it is open is noticed by the periodic check and by the next write",
        arguments: Cut.allCases
    )
    func cut(cut: Cut) async throws {
        let database = try SQLiteDatabase(path: path)
        try await fill(database, 0..<20)
        try database.checkpoint()
        try database.requireFiles()
        let whole = try size()
        let rest = [Cut.half: whole / 2, .onePage: 4_096, .oneByte: whole - 1, .zero: 0][cut] ?? 0
        #expect(truncate(path, off_t(rest)) == 0)
        let sentence = "memory.db was cut from \(whole) to \(rest) bytes while the server had it open"
        #expect(reason { try database.requireFiles() }?.contains(sentence) == true)
        await #expect(throws: StoreFailure.self) { try await self.fill(database, 100..<101) }
        try? database.close()
    }

    @Test(
        "A header that is overwritten while the database is open is noticed by the periodic check",
        arguments: [[UInt8](repeating: 0, count: 100), Array("garbage garbage!".utf8), Array("SQLite format 4".utf8)]
    )
    func header(bytes: [UInt8]) async throws {
        let database = try SQLiteDatabase(path: path)
        try await fill(database, 0..<5)
        try database.requireFiles()
        try overwrite(bytes)
        #expect(reason { try database.requireFiles() }?.hasPrefix("The beginning of \(path) was overwritten") == true)
        try? database.close()
    }

    @Test("Growth, checkpoints and a VACUUM of another program are not damage")
    func noDamage() async throws {
        let database = try SQLiteDatabase(path: path)
        for start in stride(from: 0, to: 60, by: 20) {
            try await fill(database, start..<start + 20)
            try database.requireFiles()
            try database.checkpoint()
            try database.requireFiles()
        }
        let large = try size()
        _ = try await database.change("DELETE FROM workspaces")
        let other = try DatabaseQueue(path: path)
        try await other.vacuum()
        try await other.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        #expect(try size() < large)
        #expect(reason { try database.requireFiles() } == nil)
        try await fill(database, 0..<1)
        try database.requireFiles()
        try other.close()
        try database.close()
    }

    @Test(
        "A file that is not a database is refused with its path and what to do",
        arguments: [
            Array("hello, this is a text and no database at all".utf8), [UInt8](repeating: 0, count: 4_096),
            Array("SQLite format 3\0".utf8) + [UInt8](repeating: 0xff, count: 4_080),
        ]
    )
    func noDatabase(bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        for work in [
            { try SQLiteDatabase(path: self.path).close() }, { _ = try SQLiteStores.read(directory: self.directory) },
        ] as [() throws -> Void] {
            let sentence = reason(work)
            #expect(sentence?.hasPrefix("\(path) is damaged or not an SQLite database") == true, "\(sentence ?? "")")
            #expect(sentence?.contains("move it away together with") == true)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(bytes))
    }

    @Test(
        "Another kind of file is refused at once",
        arguments: ["", "-wal", "-shm", "-journal"],
        ["a directory", "a pipe (FIFO)", "a symbolic link"]
    )
    func kinds(suffix: String, kind: String) throws {
        try SQLiteDatabase(path: path).close()
        let file = path + suffix
        unlink(file)
        switch kind {
        case "a directory": #expect(mkdir(file, 0o700) == 0)
        case "a pipe (FIFO)": #expect(mkfifo(file, 0o600) == 0)
        default: #expect(symlink(directory + "/nowhere", file) == 0)
        }
        for work in [
            { try SQLiteStores.open(directory: self.directory).close() },
            { _ = try SQLiteStores.read(directory: self.directory) },
        ] as [() throws -> Void] {
            let sentence = reason(work)
            #expect(sentence?.hasPrefix("\(file) is \(kind)") == true, "\(sentence ?? "")")
        }
    }
}
