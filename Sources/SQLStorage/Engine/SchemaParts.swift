import Base
import GRDB

/// The parts of a schema by name, to find what is missing from a database: its tables, columns, indexes and triggers.
struct SchemaParts {
    /// The names of the columns of each table.
    private let tables: [Identifier: Set<Identifier>]
    /// “index x” and “trigger y”, with the name of their table.
    private let others: [Identifier: Identifier]

    init(of db: Database) throws {
        var (tables, others): ([Identifier: Set<Identifier>], [Identifier: Identifier]) = ([:], [:])
        for row in try Row.fetchAll(db, sql: "SELECT type, name, tbl_name FROM sqlite_master") {
            let (type, name, table): (String, String, String) = (row[0], row[1], row[2])
            // SQLite's own tables and indexes depend on its version and on ANALYZE.
            if name.hasPrefix("sqlite_") { continue }
            guard type == "table" else {
                others["\(type) \(name)"] = Identifier(table)
                continue
            }
            let columns = try String.fetchAll(db, sql: "SELECT name FROM pragma_table_xinfo(?)", arguments: [name])
            tables[Identifier(name)] = Set(columns.map { Identifier($0) })
        }
        (self.tables, self.others) = (tables, others)
    }

    /// The schema that these migrations create.
    init(of migrations: [Migration], _ configuration: Configuration) throws {
        self = try DatabaseQueue(configuration: configuration).writeWithoutTransaction { db in
            try Migrator.migrate(db, with: migrations)
            return try SchemaParts(of: db)
        }
    }

    /// The parts that `present` does not have: “the table x”, “the column x.y”, “the index z”. The parts of a missing table
    /// are not named separately.
    func missing(from present: SchemaParts) -> [String] {
        var missing: [String] = []
        for (table, columns) in tables {
            guard let found = present.tables[table] else {
                missing.append("the table \(table)")
                continue
            }
            missing += columns.subtracting(found).map { "the column \(table).\($0)" }
        }
        for (part, table) in others where present.others[part] == nil && present.tables[table] != nil {
            missing.append("the \(part)")
        }
        return missing.sorted()
    }
}
