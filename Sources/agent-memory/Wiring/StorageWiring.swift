import LocalEmbedding
import SQLStorage
import Settings

/// The database and the models of a data directory.
extension Wiring {
    /// Opens the database of the settings; creates it when absent.
    static func openOrCreate(
        _ settings: ServerSettings,
        observer: (any DatabaseObserver)? = nil
    ) throws -> SQLiteStores {
        try StorageDirectory.prepare(settings.storage.directory)
        return try SQLiteStores.open(
            directory: StorageDirectory.absolute(settings.storage.directory),
            vectorCacheBytes: settings.search.vectorCacheBytes,
            observer: observer
        )
    }

    static func openExisting(_ settings: ServerSettings) throws -> SQLiteStores {
        try StorageDirectory.requireDatabase(in: settings.storage.directory)
        return try openOrCreate(settings)
    }

    /// Opens the database without creating, migrating or writing anything; nil when there is no database yet.
    /// - Throws: `StoreFailure` for a file that is not a database of this server.
    static func look(_ settings: ServerSettings) throws -> (stores: SQLiteStores, pending: [Migration])? {
        try SQLiteStores.read(directory: StorageDirectory.absolute(settings.storage.directory))
    }

    static func models(_ settings: ServerSettings) -> ModelStore {
        ModelStore(directory: StorageDirectory.absolute(settings.storage.models))
    }
}
