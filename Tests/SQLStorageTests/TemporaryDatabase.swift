import SQLStorage
import TestSupport

/// A database in a directory of its own, which is removed with this value.
final class TemporaryDatabase: Sendable {
    private let directory: TemporaryDirectory
    let database: SQLiteDatabase

    var path: String { directory.path + "/memory.db" }

    init() throws {
        directory = try TemporaryDirectory()
        database = try SQLiteDatabase(path: directory.path + "/memory.db")
    }

    deinit { try? database.close() }
}
