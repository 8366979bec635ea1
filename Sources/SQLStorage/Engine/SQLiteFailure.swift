import Base
import GRDB

extension StoreFailure {
    /// What an SQLite result code means to us. The reason names the code and SQLite's words, which hold names of tables
    /// and columns but never values; the statement and its arguments stay out of the log.
    init(_ error: DatabaseError) {
        let words = "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"
        // The index of the log (-shm) cannot be made for want of room; SQLite calls that an I/O error.
        let isFull = error.resultCode == .SQLITE_FULL || error.extendedResultCode == .SQLITE_IOERR_SHMSIZE
        switch error.resultCode {
        case _ where isFull:
            self.init(.full, "\(words). Free space on the disk of the data directory.")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.unavailable, "\(words). Another process holds the database; it is tried again.")
        case .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_INTERRUPT, .SQLITE_PROTOCOL:
            self.init(.unavailable, words)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.broken, "\(words). The file is damaged or is no SQLite database: restore it from a backup.")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.broken, "\(words). The server must own the data directory and may write in it.")
        default:
            self.init(.broken, words)
        }
    }
}
