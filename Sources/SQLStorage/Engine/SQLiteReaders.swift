import GRDB
import Synchronization

/// The connections of a database that read. Each reads for one caller at a time, on the caller's thread.
///
/// Not those of GRDB's pool: to take one from it and give it back takes as long as a statement that reads a row by its key.
final class SQLiteReaders: Sendable {
    private let location: String
    private let configuration: Configuration
    private let idle = Mutex<[DatabaseQueue]>([])

    /// - Parameters:
    ///   - location: of the file, as SQLite takes it.
    ///   - configuration: with the functions that statements use.
    init(location: String, configuration: Configuration) {
        var configuration = configuration
        configuration.readonly = true
        self.location = location
        self.configuration = configuration
    }

    /// Opens a connection when all others are in use, so there are as many as ever read at the same time. Without a
    /// transaction: one statement is its own snapshot.
    /// - Throws: what `work` throws; `DatabaseError` when the file cannot be opened.
    func read<Result>(_ work: (Database) throws -> Result) throws -> Result {
        let connection =
            try idle.withLock { $0.popLast() } ?? DatabaseQueue(path: location, configuration: configuration)
        defer { idle.withLock { $0.append(connection) } }
        return try connection.unsafeRead(work)
    }

    /// Closes all connections; none may be in use (`SQLiteGate`).
    func close() throws {
        let closed = idle.withLock { idle in
            defer { idle = [] }
            return idle
        }
        for connection in closed { try connection.close() }
    }
}
