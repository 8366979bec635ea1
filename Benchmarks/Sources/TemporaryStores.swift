import Base
import Foundation
import SQLStorage

/// Stores on a database of their own, deleted with this value.
final class TemporaryStores: Sendable {
    let stores: SQLiteStores
    let directory: String

    init(vectorCacheBytes: Int = 256 << 20) throws {
        directory =
            FileManager.default.temporaryDirectory.path()
            + "agent-memory-bench-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        stores = try SQLiteStores.open(directory: directory, vectorCacheBytes: vectorCacheBytes)
    }

    deinit {
        try? stores.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Changes the database without the stores: a million rows in one statement.
    func fill(_ statements: [SQL]) async throws {
        let database = try SQLiteDatabase(path: "\(directory)/memory.db")
        _ = try await database.commit(statements.map { .run($0) } + [.run("ANALYZE")])
        try database.close()
    }

    /// The engine without a store, for the cost of a statement alone.
    func engine() throws -> SQLiteDatabase { try SQLiteDatabase(path: "\(directory)/memory.db") }
}
