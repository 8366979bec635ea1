package import Base

/// Every store on a PostgreSQL database.
package struct PostgresStores: Sendable {
    package let stores: Stores
    private let database: PostgresDatabase

    /// Opens the database and migrates it.
    /// - Throws: `StoreFailure` with what to do about it.
    package static func open(_ options: PostgresOptions) throws -> PostgresStores {
        PostgresStores(database: try PostgresDatabase(options))
    }

    private init(database: PostgresDatabase) {
        self.database = database
        // The database compares vectors itself.
        stores = Stores(database: database, cache: VectorCache(byteLimit: 0))
    }

    /// Why storing or reading does not work, if the server or the way to it is the cause.
    package var trouble: StoreFailure? { database.trouble }

    /// Closes the connections and removes the schema with everything in it. Only for tests, which create one each.
    package func erase(_ schema: String) { database.erase(schema) }

    /// Waits for running statements and closes the connections. Every store throws `StoreFailure(.unavailable)` afterwards.
    package func close() { database.close() }
}
