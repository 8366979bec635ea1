import Base
import GRDB

extension StoreFailure {
    /// The same for a file that cannot be opened, which an operator may have named by mistake.
    init(_ error: DatabaseError, opening path: String) {
        guard [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode) else {
            self.init(error)
            return
        }
        self.init(
            .broken,
            """
            \(path) is damaged or not an SQLite database (SQLite \(error.extendedResultCode.rawValue)). Restore it from a backup; or, to \
            begin with an empty database, move it away together with its -wal and -shm files; or name another data directory
            """
        )
    }

    /// Maps an SQLite result code to a failure. The reason has the code and SQLite's message, which names tables and
    /// columns but contains no values. The statement and its arguments stay out of the log.
    init(_ error: DatabaseError) {
        let words = "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"
        // A full disk: the index of the log (-shm) cannot be created. SQLite calls that an I/O error.
        let isFull = error.resultCode == .SQLITE_FULL || error.extendedResultCode == .SQLITE_IOERR_SHMSIZE
        switch error.resultCode {
        case _ where isFull:
            self.init(.full, "\(words). Free space on the disk of the data directory.")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.unavailable, "\(words). Another process has locked the database; the server retries.")
        case .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_INTERRUPT, .SQLITE_PROTOCOL:
            self.init(.unavailable, words)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.broken, "\(words). The file is damaged or not an SQLite database: restore it from a backup.")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.broken, "\(words). The server must own the data directory and be able to write in it.")
        default:
            self.init(.broken, words)
        }
    }
}
