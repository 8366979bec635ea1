package import Base
package import Identity

/// The storage of a process: its stores, and what the process does for the database they are in.
@dynamicMemberLookup
package enum Storage: Sendable {
    case sqlite(SQLiteStores)
    case postgres(PostgresStores)

    package var stores: Stores {
        switch self {
        case .sqlite(let stores): stores.stores
        case .postgres(let stores): stores.stores
        }
    }

    /// The stores, as `Stores` names them.
    package subscript<Store>(dynamicMember path: KeyPath<Stores, Store>) -> Store { stores[keyPath: path] }

    /// Nil on another database: for what only a file allows.
    package var sqlite: SQLiteStores? {
        switch self {
        case .sqlite(let stores): stores
        case .postgres: nil
        }
    }

    /// See `SQLiteStores.announceCommits`. PostgreSQL keeps its own promise that no commit is lost.
    package func announceCommits(to revocations: RevocationEpoch) { sqlite?.announceCommits(to: revocations) }

    /// - Throws: `StoreFailure(.broken)` when a file of the database was changed from outside: the process must end.
    package func requireFiles() throws { try sqlite?.requireFiles() }

    /// Moves everything into the file of the database.
    package func checkpoint() throws { try sqlite?.checkpoint() }

    /// Why storing or reading does not work, if the database is the cause.
    package var trouble: StoreFailure? {
        switch self {
        case .sqlite(let stores): stores.trouble
        case .postgres(let stores): stores.trouble
        }
    }

    /// Tries the database while there is `trouble`, so that it also ends when nobody calls.
    package func retry() async {
        switch self {
        case .sqlite(let stores): await stores.retryWriting()
        case .postgres(let stores): await stores.retry()
        }
    }

    /// The migrations that a start of this program would run.
    /// - Throws: `StoreFailure(.broken)` when a newer program has migrated the database since.
    package func pendingMigrations() async throws -> [Migration] {
        switch self {
        case .sqlite(let stores): try stores.pendingMigrations()
        case .postgres(let stores): try await stores.pendingMigrations()
        }
    }

    /// Every store throws `StoreFailure(.unavailable)` afterwards.
    package func close() throws {
        switch self {
        case .sqlite(let stores): try stores.close()
        case .postgres(let stores): stores.close()
        }
    }
}
