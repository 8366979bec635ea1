import Base
import GRDB
import Identity
import Synchronization

/// The write-ahead log: checked before every commit, and in full before every checkpoint.
extension DatabaseFiles {
    /// As SQLite's `wal_autocheckpoint`, which is off because it checks nothing.
    private static let checkpointFrames = 1_000
    /// The part of the index that SQLite maps first (sqlite.org/walformat.html).
    private static let indexSize: Int64 = 32_768

    /// - Parameter wholly: whether to read all frames that a checkpoint would copy.
    /// - Throws: `StoreFailure(.broken)` when the log was cut or overwritten while it was open, also at every later call.
    func requireLog(_ db: Database, wholly: Bool = false) throws {
        if let failure = logFailure.withLock({ $0 }) { throw failure }
        guard let log = WriteAheadLog(db), wholly ? !log.isWhole() : !log.agrees() else { return }
        throw fail("\(path)-wal")
    }

    /// Checks the size of the index, before SQLite or this program reads it: mapped memory behind the end of its file ends the
    /// process (SIGBUS).
    /// - Throws: `StoreFailure(.broken)` when it was cut.
    func requireIndex() throws {
        let index = path + "-shm"
        if let size = FileStamp.size(path: index), size < Self.indexSize { throw fail(index) }
    }

    /// Moves the log into the database after a commit, when it has become long.
    /// - Throws: `StoreFailure(.broken)` as `requireLog`. Otherwise the next commit tries again.
    func checkpointWhenLong(_ db: Database) throws {
        guard let index = WriteAheadLog(db)?.index(), index.frames >= Self.checkpointFrames else { return }
        let lastTry = min(lastCheckpoint.load(ordering: .relaxed), index.frames)
        // While a reader holds up the checkpoint, not after every commit: each sums all frames that it would copy.
        guard
            index.frames - index.moved <= Self.checkpointFrames || index.frames - lastTry >= Self.checkpointFrames
                || lastTry == index.frames
        else { return }
        lastCheckpoint.store(index.frames, ordering: .relaxed)
        try requireLog(db, wholly: true)
        _ = try? db.checkpoint(.passive)
    }

    /// Checks everything that a checkpoint reads or overwrites.
    /// - Throws: `StoreFailure(.broken)`.
    func requireCheckpoint(_ db: Database) throws {
        try require { DatabaseHeader(db) }
        try require(DatabaseHeader(db))
        try requireLog(db, wholly: true)
    }

    private func fail(_ file: String) -> StoreFailure {
        let failure = StoreFailure(
            .broken,
            """
            \(file) was cut or overwritten while the server had it open, so that nothing more can be stored. Changes since the last \
            checkpoint are damaged; \(path) itself was left as it was then. Stop every process of the data directory and restore a backup; or, \
            to continue without these changes, remove \(path)-wal, \(path)-shm and the file revocations next to them, and start again
            """
        )
        logFailure.withLock { $0 = failure }
        return failure
    }
}
