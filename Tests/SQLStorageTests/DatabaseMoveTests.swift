import Base
import GRDB
import Identity
import TestSupport
import Testing

@testable import SQLStorage

@Suite struct MovedTableTests {
    @Test("Every table of SQLite is moved, or left for a reason; every column of a moved table is moved")
    func sqlite() throws {
        let file = try TemporaryDatabase()
        let queue = try DatabaseQueue(path: file.path, configuration: SQLiteDatabase.configuration)
        let tables = try queue.read {
            try String.fetchAll(
                $0,
                sql: "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')"
            )
        }
        try check(tables.filter { !$0.hasPrefix("sqlite_") }, derived: []) { table in
            try queue.read { db in
                try String.fetchAll(
                    db,
                    sql: "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0",
                    arguments: [table]
                )
            }
        }
    }

    @Test(
        "Every table of PostgreSQL is moved, or left for a reason; every column of a moved table is moved",
        .enabled(if: Backend.available.contains(.postgres))
    )
    func postgres() async throws {
        var options = PostgresOptions(url: Secret(Backend.postgresURL))
        let schema = "test_\(UInt64.random(in: .min ... .max))"
        options.schema = schema
        let database = try PostgresDatabase(options)
        defer { database.erase(schema) }
        let rows = try await database.rows(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c WHERE c.table_schema = \(schema)"
        ).map { (table: try $0.text("table_name"), column: try $0.text("column_name")) }
        try check(Set(rows.map(\.table)).sorted(), derived: ["words", "word_count"]) { table in
            rows.filter { $0.table == table }.map { $0.column == "embedding" ? "elements" : $0.column }
        }
    }

    private func check(_ tables: [String], derived: Set<String>, columns: (String) throws -> [String]) throws {
        for table in tables {
            guard let moved = MovedTable.all.first(where: { $0.name.description == table }) else {
                #expect(
                    MovedTable.left.contains { $0.table == table },
                    "add \(table) to MovedTable.all, or to MovedTable.left with the reason"
                )
                continue
            }
            #expect(!MovedTable.left.contains { $0.table == table })
            let present = Set(try columns(table)).subtracting(derived)
            #expect(present == Set(moved.columnNames), "the columns of \(table) in MovedTable.all")
        }
        for moved in MovedTable.all { #expect(tables.contains(moved.name.description)) }
    }
}

@Suite struct DatabaseMoveTests {
    /// An empty database of a backend.
    private struct Target {
        let database: any SQLDatabase
        private let owner: any Sendable

        init(_ backend: Backend) async throws {
            switch backend {
            case .sqlite:
                let file = try TemporaryDatabase()
                (database, owner) = (file.database, file)
            case .postgres:
                let file = try await TemporaryPostgres()
                (database, owner) = (file.database, file)
            }
        }
    }

    /// - Returns: every value of a SQLite database, but not the counts of its own commits.
    private func contents(_ file: TemporaryDatabase) throws -> [String: [Row]] {
        let queue = try DatabaseQueue(path: file.path, configuration: SQLiteDatabase.configuration)
        return try queue.read { db in
            let names = MovedTable.all.map(\.name.description) + ["word_totals", "sqlite_sequence"]
            return try Dictionary(
                uniqueKeysWithValues: names.map { name in
                    let columns = try String.fetchAll(
                        db,
                        sql: "SELECT name FROM pragma_table_xinfo(?)",
                        arguments: [name]
                    )
                    let order = columns.indices.map { "\($0 + 1)" }.joined(separator: ", ")
                    return (name, try Row.fetchAll(db, sql: "SELECT * FROM \(name) ORDER BY \(order)"))
                }
            )
        }
    }

    @Test("A database moved to another and back is the same", arguments: Backend.available, [1, 2, 3] as [UInt64])
    func thereAndBack(backend: Backend, seed: UInt64) async throws {
        let (first, last) = (try TemporaryDatabase(), try TemporaryDatabase())
        try RandomRows.fill(first.path, rows: 40, seed: seed)
        let middle = try await Target(backend)
        let there = try await DatabaseMove(from: first.database, named: "first", to: middle.database).run()
        let back = try await DatabaseMove(from: middle.database, named: "middle", to: last.database).run()
        #expect(there.rows == back.rows && there.rows > 40 * (there.tables - 2))
        let (expected, actual) = (try contents(first), try contents(last))
        for (table, rows) in expected { #expect(actual[table] == rows, "\(table)") }
        let codes = try await last.database.number("SELECT count(*) AS number FROM memory_codes")
        #expect(codes == expected["memory_vectors"]?.count ?? 0)
    }

    private struct Killed: Error {}

    @Test("A move that is interrupted again and again goes on where it was", arguments: Backend.available)
    func interruption(backend: Backend) async throws {
        let (first, target) = (try TemporaryDatabase(), try await Target(backend))
        try RandomRows.fill(first.path, rows: 60, seed: 4)
        let move = DatabaseMove(from: first.database, named: "first", to: target.database)
        var (interruptions, result) = (0, DatabaseMove.Result?.none)
        while result == nil {
            var steps = 0
            let last = 3 + interruptions * 7
            do {
                result = try await move.run { _ in
                    steps += 1
                    if steps > last { throw Killed() }
                }
            } catch is Killed {
                interruptions += 1
                let other = DatabaseMove(from: first.database, named: "another", to: target.database)
                let failure = await thrown(StoreFailure.self) { _ = try await other.run() }
                #expect(failure?.reason.hasPrefix("the target has a part of first") == true)
            }
        }
        #expect(interruptions > 5)
    }

    @Test("A target with rows is refused and stays as it is", arguments: Backend.available)
    func filledTarget(backend: Backend) async throws {
        let (first, target) = (try TemporaryDatabase(), try await Target(backend))
        let id = "w"
        _ = try await target.database.change(
            "INSERT INTO workspaces (id, name, kind, privacy, created_at) VALUES (\(id), 'w', 'team', 'shared', 1)"
        )
        let move = DatabaseMove(from: first.database, named: "first", to: target.database)
        let failure = await thrown(StoreFailure.self) { _ = try await move.run() }
        #expect(failure?.reason.contains("its table workspaces has rows") == true)
        #expect(try await target.database.rows(MoveMark.isThere).isEmpty)
    }

    @Test(
        "A row that changes in the source during the move, or is lost in the target, is noticed",
        arguments: Backend.available,
        [true, false]
    )
    func difference(backend: Backend, inSource: Bool) async throws {
        let (first, target) = (try TemporaryDatabase(), try await Target(backend))
        try RandomRows.fill(first.path, rows: 40, seed: 5)
        let move = DatabaseMove(from: first.database, named: "first", to: target.database)
        await #expect(throws: Killed.self) {
            try await move.run { progress in if progress.isComparing { throw Killed() } }
        }
        let statement: SQLStorage.SQL = "DELETE FROM promotions WHERE id = (SELECT min(id) FROM promotions)"
        _ = try await (inSource ? first.database : target.database).change(statement)
        let failure = await thrown(StoreFailure.self) { _ = try await move.run() }
        #expect(failure?.reason.hasPrefix("the table promotions differs after the move") == true)
    }

    @Test(
        "No server opens a PostgreSQL database before its move has finished",
        .enabled(if: Backend.available.contains(.postgres))
    )
    func unfinished() async throws {
        let (first, target) = (try TemporaryDatabase(), try await TemporaryPostgres())
        try RandomRows.fill(first.path, rows: 20, seed: 6)
        let move = DatabaseMove(from: first.database, named: "first", to: target.database)
        await #expect(throws: Killed.self) { try await move.run { _ in throw Killed() } }
        for purpose in [PostgresDatabase.Purpose.server, .command, .inspection] {
            let failure = await thrown(StoreFailure.self) { _ = try PostgresDatabase(target.options, for: purpose) }
            #expect(failure?.reason.hasPrefix("`agent-memory storage migrate` has not finished") == true)
        }
        _ = try await move.run()
        try PostgresDatabase(target.options).close()
    }

    @Test("While writes are held, another process can read and not write", arguments: Backend.available)
    func hold(backend: Backend) async throws {
        let stores = try backend.open()
        let other = try stores.again()
        let hold = try stores.storage.holdWrites()
        #expect(try await other.identity.users.users(PageRequest(limit: 1)).total == 0)
        let adding = Task { try await other.identity.users.add(People.user("ann"), personal: People.personal("ann")) }
        for _ in 0..<100 { #expect(try await stores.identity.users.users(PageRequest(limit: 1)).total == 0) }
        hold.release()
        _ = try await adding.value
        #expect(try await stores.identity.users.users(PageRequest(limit: 1)).total == 1)
    }
}
