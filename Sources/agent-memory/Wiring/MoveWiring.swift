import SQLStorage

/// The databases that everything is moved between.
extension Wiring {
    static func openMoved(in directory: String) throws -> SQLiteStores {
        try SQLiteStores.open(directory: directory, vectorCacheBytes: 0)
    }

    static func openMoved(_ options: PostgresOptions, for purpose: PostgresDatabase.Purpose) throws -> PostgresStores {
        try PostgresStores.open(options, for: purpose)
    }
}
