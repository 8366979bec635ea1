import LocalEmbedding
import SQLStorage
import Settings

/// The database and the models of a data directory.
extension Wiring {
    /// Opens the database of the settings; creates it when absent.
    /// - Parameter observer: sees the work of all stores.
    static func openOrCreate(
        _ settings: ServerSettings,
        observer: (any DatabaseObserver)? = nil
    ) throws -> Storage {
        try open(settings, for: .server, observer)
    }

    private static func open(
        _ settings: ServerSettings,
        for purpose: PostgresDatabase.Purpose,
        _ observer: (any DatabaseObserver)? = nil
    ) throws -> Storage {
        try StorageDirectory.prepare(settings.storage.directory)
        let directory = StorageDirectory.absolute(settings.storage.directory)
        if let options = postgres(settings) {
            return .postgres(try PostgresStores.open(options, for: purpose, observer: observer))
        }
        return .sqlite(
            try SQLiteStores.open(
                directory: directory,
                vectorCacheBytes: settings.search.vectorCacheBytes,
                observer: observer
            )
        )
    }

    static func openExisting(_ settings: ServerSettings) throws -> Storage {
        if settings.storage.url == nil { try StorageDirectory.requireDatabase(in: settings.storage.directory) }
        return try open(settings, for: .command)
    }

    /// Opens the database without creating, migrating or writing anything; nil when there is no database yet.
    /// - Throws: `StoreFailure` for a database that is not of this server.
    static func look(_ settings: ServerSettings) throws -> (stores: Storage, pending: [Migration])? {
        if let options = postgres(settings) {
            return try PostgresStores.read(options).map { (.postgres($0.stores), $0.pending) }
        }
        return try SQLiteStores.read(directory: StorageDirectory.absolute(settings.storage.directory))
            .map { (.sqlite($0.stores), $0.pending) }
    }

    /// Nil with SQLite.
    private static func postgres(_ settings: ServerSettings) -> PostgresOptions? {
        settings.storage.url.map { url in
            var options = PostgresOptions(url: url)
            options.connections = settings.storage.connections
            options.isPooled = settings.storage.isPooled
            return options
        }
    }

    static func models(_ settings: ServerSettings) -> ModelStore {
        ModelStore(directory: StorageDirectory.absolute(settings.storage.models))
    }
}

extension ServerSettings {
    /// Whether a database may be there: PostgreSQL is only known after asking it.
    var mayHaveDatabase: Bool { storage.url != nil || StorageDirectory.hasFile(in: storage.directory) }

    /// The place of the data, for messages.
    var shownStorage: String {
        storage.url == nil ? StorageDirectory.absolute(storage.directory) : "PostgreSQL"
    }

    /// - Throws: `CommandFailure` when the database is not SQLite, for what copies or replaces its file.
    func requireSQLite(for purpose: String) throws {
        guard storage.url != nil else { return }
        throw CommandFailure(
            "storage.url names a PostgreSQL database, and \(purpose) works with SQLite only. Use `pg_dump` and `pg_restore`: see "
                + "docs/operations.md."
        )
    }
}
