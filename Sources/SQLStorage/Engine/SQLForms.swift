/// The parts of statements that differ between the databases and occur in several stores.
extension SQL {
    // SQLite keeps no statistics, so some statements name the index. PostgreSQL chooses by its statistics.
    static let indexOfSuperseded: SQL = .either(sqlite: "INDEXED BY memories_superseded", postgres: "")
    static let indexOfArchived: SQL = .either(sqlite: "INDEXED BY memories_archived", postgres: "")
    static let indexOfWriters: SQL = .either(sqlite: "INDEXED BY memories_by_writer", postgres: "")
    static let indexOfFirstWriters: SQL = .either(sqlite: "INDEXED BY memories_by_first_writer", postgres: "")
    static let indexOfOpenEvents: SQL = .either(sqlite: "INDEXED BY memory_events_open", postgres: "")

    /// Compares like `<>`, but NULL equals NULL.
    static let differs: SQL = .either(sqlite: "IS NOT", postgres: "IS DISTINCT FROM")
    /// The function that returns the larger of two values.
    static let larger: SQL = .either(sqlite: "max", postgres: "greatest")
    static let blob: SQL = .either(sqlite: "BLOB", postgres: "BYTEA")

    /// The lower case of ASCII letters only, whatever the locale of the database.
    static func lowerASCII(_ text: SQL) -> SQL {
        .either(sqlite: "lower(\(text))", postgres: "lower(CAST(\(text) AS TEXT) COLLATE \"C\")")
    }
}
