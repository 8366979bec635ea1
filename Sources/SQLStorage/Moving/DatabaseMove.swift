import Base

/// Copies every row of a database into an empty one, and compares both afterwards.
///
/// Each page of rows is one commit of the target. A move that was interrupted is continued by the next one: every table is
/// copied in the order of its key, so that the last row in the target says where to go on. Until the end the target has a
/// table `moving`, with which no server opens it.
package struct DatabaseMove: Sendable {
    /// How far a move is.
    package struct Progress: Sendable {
        package let isComparing: Bool
        package let table: String
        package let rows: Int
        package let total: Int
    }

    /// The size of a finished move.
    package struct Result: Sendable {
        package let tables: Int
        package let rows: Int
    }

    private let source: any SQLDatabase
    private let target: any SQLDatabase
    private let name: String

    /// - Parameter name: of the source. An interrupted move is only continued from a source with the same name.
    package init(from source: Storage, named name: String, to target: Storage) {
        self.init(from: source.database, named: name, to: target.database)
    }

    init(from source: any SQLDatabase, named name: String, to target: any SQLDatabase) {
        (self.source, self.target, self.name) = (source, target, name)
    }

    /// - Throws: `StoreFailure`: `.broken` when the target has rows of another source, or differs from the source afterwards.
    package func run(_ report: (Progress) throws -> Void = { _ in }) async throws -> Result {
        try await begin()
        for table in MovedTable.all where table.form != .derived { try await copy(table, report) }
        var rows = 0
        for table in MovedTable.all { rows += try await compare(table, report) }
        _ = try await target.commit([.run("DROP TABLE moving")])
        // The planner of PostgreSQL needs statistics of so many new rows.
        _ = try? await target.commit([.run(.either(sqlite: "SELECT 1 AS one", postgres: "ANALYZE"))])
        return Result(tables: MovedTable.all.count, rows: rows)
    }

    private func begin() async throws {
        if try await !target.rows(MoveMark.isThere).isEmpty {
            let former = try await target.row("SELECT source FROM moving").map { try $0.text("source") }
            guard former.map(Identifier.init) == Identifier(name) else {
                throw StoreFailure(
                    .broken,
                    "the target has a part of \(former ?? "another database"). Finish that move first, or remove the target and create it again"
                )
            }
            return
        }
        for table in MovedTable.all {
            guard try await target.rows(table.isFilled).isEmpty else {
                throw StoreFailure(
                    .broken,
                    "the target is not empty: its table \(table.name) has rows. Name an empty database"
                )
            }
        }
        _ = try await target.commit([
            .run("CREATE TABLE moving (source TEXT NOT NULL)"), .run("INSERT INTO moving (source) VALUES (\(name))"),
        ])
    }

    private func copy(_ table: MovedTable, _ report: (Progress) throws -> Void) async throws {
        let total = Int(try await source.number(table.count, effort: .scan))
        var done = Int(try await target.number(table.count, effort: .scan))
        var pages = TablePages(of: table, in: source, after: try await target.row(table.lastKey)?.all)
        func progress() -> Progress {
            Progress(isComparing: false, table: table.name.description, rows: done, total: total)
        }
        try report(progress())
        while case let page = try await pages.next(), !page.isEmpty {
            _ = try await target.commit(page.flatMap { try table.inserting($0, into: target.dialect) })
            done += page.count
            try report(progress())
        }
        guard table.numbering != .none else { return }
        let steps = table.continuing(after: try await source.number(table.lastNumber, effort: .scan))
        if !steps.isEmpty { _ = try await target.commit(steps) }
    }

    /// - Returns: the number of rows.
    private func compare(_ table: MovedTable, _ report: (Progress) throws -> Void) async throws -> Int {
        let (one, other) = (try await digest(table, source, report), try await digest(table, target, report))
        guard one == other else {
            throw StoreFailure(
                .broken,
                """
                the table \(table.name) differs after the move: \(one.rows) rows in the source, \(other.rows) in the target. Something wrote to \
                one of them meanwhile. Remove the target, create it again, and start again
                """
            )
        }
        guard table.numbering == .unique else { return one.rows }
        let (first, second) = (
            try await source.number(table.lastNumber, effort: .scan),
            try await target.number(table.lastNumber, effort: .scan)
        )
        guard first == second else {
            throw StoreFailure(.broken, "the rows of \(table.name) would be numbered from \(second), not from \(first)")
        }
        return one.rows
    }

    private func digest(
        _ table: MovedTable,
        _ database: any SQLDatabase,
        _ report: (Progress) throws -> Void
    ) async throws -> TableDigest {
        var digest = TableDigest()
        var pages = TablePages(of: table, in: database)
        while case let page = try await pages.next(), !page.isEmpty {
            for row in page { digest.add(row) }
            try report(
                Progress(isComparing: true, table: table.name.description, rows: digest.rows, total: digest.rows)
            )
        }
        return digest
    }
}
