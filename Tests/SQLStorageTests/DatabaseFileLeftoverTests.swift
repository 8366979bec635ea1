import Base
import Foundation
import GRDB
import Glibc
import Testing

@testable import SQLStorage

/// The files of a database whose last process was killed: SQLite ignores a damaged log, with all changes in it.
@Suite final class DatabaseFileLeftoverTests {
    private let directory =
        FileManager.default.temporaryDirectory.path() + "leftovers-\(UInt64.random(in: .min ... .max))"
    private var path: String { directory + "/memory.db" }

    init() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    private func reason(_ work: () throws -> Void) -> String? {
        do { try work() } catch { return (error as? StoreFailure)?.reason ?? "\(error)" }
        return nil
    }

    /// The verdicts of an examination and of a start.
    private var verdicts: [String?] {
        [
            reason { _ = try SQLiteStores.read(directory: directory) },
            reason { try SQLiteStores.open(directory: directory).close() },
        ]
    }

    private func write(_ database: SQLiteDatabase, _ rows: Range<Int>) async throws {
        for row in rows {
            let text = "\(row)-" + String(repeating: "x", count: 3_000)
            _ = try await database.change(
                "INSERT INTO workspaces (id, name, kind, privacy, created_at) VALUES (\(text), \(text), 'team', 'shared', 0)"
            )
        }
    }

    /// Leaves the files of a killed process with ten rows in the database and ten in the log.
    private func kill() async throws {
        let living = directory + "/living"
        try FileManager.default.createDirectory(atPath: living, withIntermediateDirectories: true)
        let first = try SQLiteDatabase(path: living + "/memory.db")
        try await write(first, 0..<10)
        try first.close()
        let database = try SQLiteDatabase(path: living + "/memory.db")
        try await write(database, 10..<20)
        for suffix in ["", "-wal", "-shm"] {
            try FileManager.default.copyItem(atPath: living + "/memory.db" + suffix, toPath: path + suffix)
        }
        try database.close()
    }

    private func rows() async throws -> Int64? {
        let database = try SQLiteDatabase(path: path)
        let count = try await database.number("SELECT count(*) FROM workspaces")
        try database.close()
        return count
    }

    @Test("An intact log of a killed process is used") func intact() async throws {
        try await kill()
        #expect(try await rows() == 20)
        #expect(verdicts == [nil, nil])
    }

    enum Damage: CaseIterable { case removed, emptied, header, half, zeroed, garbage }

    @Test("A lost or damaged log of a killed process ends the start and is reported", arguments: Damage.allCases)
    func damaged(damage: Damage) async throws {
        try await kill()
        let log = URL(fileURLWithPath: path + "-wal")
        let former = try Data(contentsOf: log)
        switch damage {
        case .removed: try FileManager.default.removeItem(at: log)
        case .emptied: try Data().write(to: log)
        case .header: try former.prefix(32).write(to: log)
        case .half: try former.prefix(former.count / 2).write(to: log)
        case .zeroed: try Data(count: former.count).write(to: log)
        case .garbage: try Data("garbage, garbage, garbage, garbage, garbage".utf8).write(to: log)
        }
        let database = try Data(contentsOf: URL(fileURLWithPath: path))
        for verdict in verdicts {
            #expect(verdict?.contains("removed tokens among them, are not in \(path)") == true, "\(verdict ?? "")")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == database)
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
        #expect(try await rows() == 10)
    }

    @Test("A damaged log is refused although there is no index of it") func noIndex() async throws {
        try await kill()
        unlink(path + "-shm")
        try Data(count: 8_192).write(to: URL(fileURLWithPath: path + "-wal"))
        for verdict in verdicts { #expect(verdict?.hasPrefix("\(path)-wal was overwritten or damaged") == true) }
    }

    @Test("A journal that SQLite did not write is refused; a used one is not")
    func journal() throws {
        try SQLiteDatabase(path: path).close()
        let journal = URL(fileURLWithPath: path + "-journal")
        try Data("garbage garbage".utf8).write(to: journal)
        #expect(verdicts == Array(repeating: "\(path)-journal is not a journal of SQLite: move it away", count: 2))
        #expect(FileManager.default.fileExists(atPath: journal.path()))
        try Data(count: 512).write(to: journal)
        #expect(verdicts == [nil, nil])
    }

    @Test(
        "A header that cannot be true ends the start and is reported",
        arguments: [
            (20, [0xff]), (32, [0xff, 0xff, 0xff, 0xff]), (36, [0xff, 0xff, 0xff, 0xff]),
        ] as [(Int, [UInt8])]
    )
    func header(offset: Int, bytes: [UInt8]) throws {
        try SQLiteDatabase(path: path).close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data(bytes))
        try file.close()
        for verdict in verdicts { #expect(verdict?.contains("is damaged") == true, "\(verdict ?? "")") }
    }

    @Test("A damaged page is trouble until the next start, for reads and writes, and an examination finds it")
    func damagedPage() async throws {
        let first = try SQLiteDatabase(path: path)
        try await write(first, 0..<50)
        try first.examine()
        try first.close()
        // The leaves of the table with these rows (sqlite.org/fileformat2.html#b_tree_pages).
        var file = try Data(contentsOf: URL(fileURLWithPath: path))
        let pages = stride(from: 0, to: file.count, by: 4_096).map { $0..<$0 + 4_096 }
        for page in pages where file[page.lowerBound] == 13 && file[page].range(of: Data("-xxxx".utf8)) != nil {
            file.replaceSubrange(page, with: Data(count: page.count))
        }
        try file.write(to: URL(fileURLWithPath: path))
        let database = try SQLiteDatabase(path: path)
        #expect(database.trouble == nil)
        await #expect(throws: StoreFailure.self) {
            try await database.number("SELECT sum(length(kind)) FROM workspaces")
        }
        #expect(database.trouble?.kind == .broken)
        _ = try await database.change("UPDATE schema_migrations SET name = name WHERE number = 1")
        #expect(database.trouble?.kind == .broken)
        #expect(reason { try database.examine() } != nil)
        try? database.close()
    }

    @Test("A missing table is trouble after a read and after a write", arguments: [true, false])
    func missingTable(reads: Bool) async throws {
        try SQLiteDatabase(path: path).close()
        let other = try DatabaseQueue(path: path)
        try await other.writeWithoutTransaction { try $0.execute(sql: "DROP TABLE promotions") }
        try other.close()
        let database = try SQLiteDatabase(path: path)
        if reads {
            _ = try? await database.number("SELECT count(*) FROM promotions")
        } else {
            _ = try? await database.change("DELETE FROM promotions")
        }
        #expect(database.trouble?.kind == .broken)
        try database.close()
    }

    @Test(
        "An examination names what is missing from the schema",
        arguments: [
            ("DROP TABLE promotions", "the table promotions"),
            ("DROP INDEX api_tokens_by_user", "the index api_tokens_by_user"),
            ("DROP TABLE commits; CREATE TABLE commits (count BIGINT)", "the column commits.number"),
            (
                "DROP TABLE retired_names; DROP INDEX memberships_by_user",
                "the index memberships_by_user, the table retired_names"
            ),
        ]
    )
    func missingParts(statement: String, missing: String) throws {
        try SQLiteDatabase(path: path).close()
        #expect(reason { try SQLiteStores.read(directory: directory)!.stores.requireSchema() } == nil)
        let other = try DatabaseQueue(path: path)
        try other.writeWithoutTransaction { try $0.execute(sql: statement) }
        try other.close()
        let sentence = "\(path) is damaged: it lacks \(missing). Restore it from a backup"
        #expect(reason { try SQLiteStores.read(directory: directory)!.stores.requireSchema() } == sentence)
    }

    @Test("The schema of an older database is complete") func olderSchema() throws {
        for count in [1, 9, 20, SQLiteSchema.migrations.count - 1] {
            let older = directory + "/\(count)"
            try FileManager.default.createDirectory(atPath: older, withIntermediateDirectories: true)
            try SQLiteDatabase(path: older + "/memory.db", migrations: Array(SQLiteSchema.migrations.prefix(count)))
                .close()
            #expect(reason { try SQLiteStores.read(directory: older)!.stores.requireSchema() } == nil, "\(count)")
        }
    }
}
