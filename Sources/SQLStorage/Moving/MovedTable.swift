import Base
import Memories

/// A table whose rows are the same on every database, for `DatabaseMove`.
struct MovedTable: Sendable {
    enum Form {
        case plain
        /// Memories: PostgreSQL also has the counts of their words.
        case worded
        /// Vectors: bytes on SQLite, which also has their codes; pgvector's type on PostgreSQL.
        case vectors
        /// Triggers fill it, so it is compared but not copied.
        case derived
    }

    /// Whether the database numbers the rows.
    enum Numbering {
        case none
        /// SQLite may use the number of a removed row again.
        case reused
        /// The number of a removed row is never used again.
        case unique
    }

    /// All tables, each after those that it refers to. A test compares them with the schemas.
    static let all = accounts + memories

    /// The tables that belong to one database and are not moved, with the reason.
    static let left: [(table: String, reason: String)] = [
        ("schema_migrations", "each database has migrations of its own"),
        ("commits", "counts the commits of a file"),
        ("revocation_epoch", "counts the revocations of one database"),
        ("shared_secrets", "seals forms that are open for minutes"),
        ("passing_values", "kept for minutes"),
        ("instances", "the servers of one database"),
        ("work_leases", "work that a server does at the moment"),
        ("moving", "marks a move that is not finished"),
        ("word_totals", "triggers count the words of memories"),
        ("memory_codes", "computed from the vectors"),
        ("memory_terms", "triggers index the words of memories"),
    ]

    let name: StaticString
    /// The columns by which its rows are read in order.
    let key: [StaticString]
    /// All columns that are moved, with commas between them.
    let columns: StaticString
    let numbering: Numbering
    /// Whether several rows may have the same key.
    let hasRepeats: Bool
    let form: Form

    init(
        _ name: StaticString,
        key: [StaticString],
        _ columns: StaticString,
        numbering: Numbering = .none,
        hasRepeats: Bool = false,
        form: Form = .plain
    ) {
        self.name = name
        self.key = key
        self.columns = columns
        self.numbering = numbering
        self.hasRepeats = hasRepeats
        self.form = form
    }

    var columnNames: [String] { columns.description.split(separator: ", ").map(String.init) }

    /// The values of the key in a row.
    func key(of row: [SQLValue]) -> [SQLValue] {
        let names = columnNames
        return key.compactMap { column in names.firstIndex(of: column.description).map { row[$0] } }
    }
}

/// The statements.
extension MovedTable {
    var table: SQL { SQL(stringLiteral: name) }

    private var keyColumns: SQL { SQL.joined(key.map(SQL.init(stringLiteral:)), separator: ", ") }

    /// The rows after a key, in order; from the beginning for nil.
    func page(after last: [SQLValue]?, limit: Int) -> SQL {
        let columns: SQL =
            form == .vectors
            ? .either(
                sqlite: SQL(stringLiteral: columns),
                postgres: "memory_row, model_id, vector_send(embedding) AS elements"
            )
            : SQL(stringLiteral: columns)
        let start: SQL = last.map { "WHERE (\(keyColumns)) > (\(Self.list($0)))" } ?? ""
        let page: SQL = "SELECT \(columns) FROM \(table) \(start) ORDER BY \(keyColumns) LIMIT \(limit)"
        return page.kept
    }

    /// The key of the last row.
    var lastKey: SQL {
        let order = SQL.joined(key.map { "\(SQL(stringLiteral: $0)) DESC" }, separator: ", ")
        return "SELECT \(keyColumns) FROM \(table) ORDER BY \(order) LIMIT 1"
    }

    var count: SQL { "SELECT count(*) AS number FROM \(table)" }

    var isFilled: SQL { "SELECT 1 AS one FROM \(table) LIMIT 1" }

    /// A row as it is compared: the same on every database.
    func canonical(_ row: [SQLValue], from dialect: SQLDialect) -> [SQLValue] {
        guard form == .vectors, dialect == .postgres, case .blob(let bytes) = row.last else { return row }
        // Two numbers of 16 bits, then floats, all with the highest byte first (pgvector, vector_send).
        let elements = stride(from: 4, to: bytes.count - 3, by: 4).flatMap { bytes[$0..<$0 + 4].reversed() }
        return row.dropLast() + [.blob(elements)]
    }

    /// The statements that store a canonical row.
    /// - Throws: `StoreFailure(.broken)` for a vector without a direction.
    func inserting(_ row: [SQLValue], into dialect: SQLDialect) throws -> [SQLStep] {
        let columns = SQL(stringLiteral: columns)
        switch (form, dialect) {
        case (.worded, .postgres):
            let texts = zip(columnNames, row).first { $0.0 == "search_text" }
            guard case .text(let text) = texts?.1 else { throw StoreFailure(.broken, "a memory has no text to search") }
            let insertion: SQL = """
                INSERT INTO \(table) (\(columns)\(PostgresWords.columns())) SELECT \(Self.list(row))\(PostgresWords.values(of: text))
                """
            return [.run(insertion.kept)]
        case (.vectors, _):
            guard case .blob(let bytes) = row.last, let vector = VectorBytes.vector(bytes) else {
                throw StoreFailure(.broken, "a vector has no direction")
            }
            return vectors(row, bytes, vector, dialect)
        case (.plain, _), (.worded, .sqlite):
            let insertion: SQL = "INSERT INTO \(table) (\(columns)) VALUES (\(Self.list(row)))"
            return [.run(insertion.kept)]
        case (.derived, _): return []
        }
    }

    private func vectors(_ row: [SQLValue], _ bytes: [UInt8], _ vector: Vector, _ dialect: SQLDialect) -> [SQLStep] {
        switch dialect {
        case .postgres:
            return [
                .run(
                    """
                    INSERT INTO memory_vectors (memory_row, model_id, embedding)
                    VALUES (\(row[0]), \(row[1]), CAST(\(PostgresVectors.text(of: bytes)) AS VECTOR))
                    """
                )
            ]
        case .sqlite:
            let (codes, scale) = VectorPartition.quantise(vector)
            return [
                .run(
                    "INSERT INTO memory_vectors (memory_row, model_id, elements) VALUES (\(row[0]), \(row[1]), \(bytes))"
                ),
                .run(
                    """
                    INSERT INTO memory_codes (partition_id, memory_row, model_id, scale, codes)
                    SELECT m.partition_id, m.row_id, \(row[1]), \(Double(scale)), \(codes.map { UInt8(bitPattern: $0) })
                    FROM memories m WHERE m.row_id = \(row[0])
                    """
                ),
            ]
        }
    }

    private static func list(_ values: [SQLValue]) -> SQL {
        SQL.joined(values.map { "\($0)" }, separator: ", ")
    }
}

/// The largest number that a row ever had.
extension MovedTable {
    private var number: SQL { SQL(stringLiteral: key[0]) }

    private var sequence: SQL {
        "CAST(pg_get_serial_sequence(\(name.description), \(key[0].description)) AS REGCLASS)"
    }

    var lastNumber: SQL {
        .either(
            sqlite: """
                SELECT coalesce(max(number), 0) AS number FROM (SELECT max(\(number)) AS number FROM \(table)
                    UNION ALL SELECT seq FROM sqlite_sequence WHERE name = \(name.description))
                """,
            postgres: """
                SELECT greatest(coalesce(max(\(number)), 0), coalesce(pg_sequence_last_value(\(sequence)), 0)) AS number FROM \(table)
                """
        )
    }

    /// Lets the next row have a larger number.
    func continuing(after last: Int64) -> [SQLStep] {
        guard last > 0 else { return [] }
        let forgetting: SQL = "DELETE FROM sqlite_sequence WHERE name = \(name.description)"
        let noting: SQL = "INSERT INTO sqlite_sequence (name, seq) VALUES (\(name.description), \(last))"
        return [
            .run(.either(sqlite: numbering == .unique ? forgetting : "SELECT 1 AS one", postgres: "SELECT 1 AS one")),
            .run(
                .either(
                    sqlite: numbering == .unique ? noting : "SELECT 1 AS one",
                    postgres: "SELECT setval(\(sequence), \(last)) AS number"
                )
            ),
        ]
    }
}
