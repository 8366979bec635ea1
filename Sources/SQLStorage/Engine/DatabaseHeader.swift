import GRDB
import GRDBSQLite

/// The header of a database file as it is on disk (sqlite.org/fileformat2.html#the_database_header), which a connection
/// does not read again while no other process writes.
struct DatabaseHeader: Equatable {
    /// The part that never changes while a database is open: the words “SQLite format 3”, page size and format.
    let format: [UInt8]
    /// The size of the whole database in bytes, according to the header.
    let size: Int64

    /// A value that a database of this server cannot have, or nil. SQLite notices it only at some later statement.
    let flaw: String?

    /// Reads through SQLite's own descriptor: if this process opened and closed the file itself, all of SQLite's locks on
    /// it would be gone (fcntl(2)).
    /// - Returns: nil when the header cannot be read.
    init?(_ db: Database) {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file)
        var bytes = [UInt8](repeating: 0, count: 100)
        guard code == SQLITE_OK, let file, let read = file.pointee.pMethods?.pointee.xRead,
            read(file, &bytes, Int32(bytes.count), 0) == SQLITE_OK
        else { return nil }
        format = Array(bytes[..<24])
        let pageSize = Int64(bytes[16]) << 8 | Int64(bytes[17])
        let pages = bytes[28..<32].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        // The page size 65536 is written as 1.
        let free = max(
            bytes[32..<36].reduce(Int64(0)) { $0 << 8 | Int64($1) },
            bytes[36..<40].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        )
        let isCounted = bytes[24..<28] == bytes[92..<96]
        if bytes[20] > 64 {
            flaw = "its header reserves \(bytes[20]) bytes of every page"
        } else if isCounted, free > pages {
            flaw = "its header counts more free pages than pages"
        } else {
            flaw = nil
        }
        size = pages * (pageSize == 1 ? 65_536 : pageSize)
    }
}
