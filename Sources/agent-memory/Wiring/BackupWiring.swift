import Identity
import SQLStorage
import Settings

/// The databases that backups are made of, and that they become.
extension Wiring {
    /// Opens the existing database to copy it. Leaves its schema as it is, so that a backup can be made before an upgrade.
    static func openForCopy(_ settings: ServerSettings) throws -> SQLiteStores {
        try settings.requireSQLite(for: "`backup`")
        try StorageDirectory.requireDatabase(in: settings.storage.directory)
        return try SQLiteStores.open(
            directory: StorageDirectory.absolute(settings.storage.directory),
            vectorCacheBytes: 0,
            isMigrating: false
        )
    }

    /// Opens the database that was taken out of a backup into a folder of its own, and migrates it.
    static func openRestored(in folder: String) throws -> SQLiteStores {
        try SQLiteStores.open(directory: folder, vectorCacheBytes: 0)
    }

    /// Creates the file of revocations that belongs to a restored database. Every process that has the former one drops
    /// its cached credentials.
    static func createRevocations(_ path: String, commits: Int64, hasUsers: Bool) throws {
        let revocations = try RevocationEpoch(file: path)
        if hasUsers { revocations.markUsers() }
        revocations.note(commits: commits)
        guard let trace = try RevocationEpoch.trace(file: path), trace.commits == commits, trace.hadUsers == hasUsers
        else { throw CommandFailure("\(path) cannot be written. Make room on its disk, and try again.") }
    }
}
