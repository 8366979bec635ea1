/// The table `moving`, which a database has while it is the target of a move that is not finished.
enum MoveMark {
    /// Returns a row when the database has it.
    static let isThere: SQL = .either(
        sqlite: "SELECT 1 AS one FROM sqlite_master WHERE type = 'table' AND name = 'moving'",
        postgres: "SELECT 1 AS one WHERE to_regclass(quote_ident(current_schema()) || '.moving') IS NOT NULL"
    )
}
