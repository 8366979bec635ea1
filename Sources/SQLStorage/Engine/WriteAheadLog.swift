import GRDB
import GRDBSQLite

/// The write-ahead log of an open database, compared with SQLite's index of it.
///
/// SQLite trusts the index while a process has the database open. After the log was cut or overwritten, a checkpoint
/// copies what it finds in it: zeros over the first page of the database. So no checkpoint runs before this check.
struct WriteAheadLog {
    private typealias File = UnsafeMutablePointer<sqlite3_file>

    private static let frameHeader = 24
    /// How often the comparison starts again because another process changed the log meanwhile.
    private static let tries = 100

    private let database: File
    private let log: File

    /// Through SQLite's own descriptors: if this process opened and closed the index itself, all of SQLite's locks on it
    /// would be gone (fcntl(2)).
    /// - Returns: nil when this connection has no log.
    init?(_ db: Database) {
        guard let database = Self.file(SQLITE_FCNTL_FILE_POINTER, db),
            let log = Self.file(SQLITE_FCNTL_JOURNAL_POINTER, db)
        else { return nil }
        (self.database, self.log) = (database, log)
    }

    private static func file(_ code: Int32, _ db: Database) -> File? {
        var file: File?
        guard sqlite3_file_control(db.sqliteConnection, "main", code, &file) == SQLITE_OK, file?.pointee.pMethods != nil
        else { return nil }
        return file
    }

    /// The present index; nil when SQLite would first read the log again.
    func index() -> LogIndex? {
        for _ in 0..<Self.tries {
            var region: UnsafeMutableRawPointer?
            guard database.pointee.pMethods.pointee.iVersion >= 2,
                database.pointee.pMethods.pointee.xShmMap(database, 0, 32_768, 0, &region) == SQLITE_OK, let region
            else { return nil }
            if let index = LogIndex([UInt8](UnsafeRawBufferPointer(start: region, count: LogIndex.size))) {
                return index
            }
            database.pointee.pMethods.pointee.xShmBarrier(database)
        }
        return nil
    }

    /// Compares size, header and last frame with the index: a few microseconds.
    func agrees() -> Bool { holds(agrees) }

    /// Also sums all frames that are not yet in the database, which a checkpoint would copy: 1 ms for 4 MiB.
    func isWhole() -> Bool { holds { agrees($0) && sums($0) } }

    /// A log that another process begins again meanwhile says nothing.
    private func holds(_ test: (LogIndex) -> Bool) -> Bool {
        for _ in 0..<Self.tries {
            guard let index = index(), index.frames > 0 else { return true }
            if test(index) { return true }
            if let later = self.index(), later.salts == index.salts, later.frames >= index.frames { return false }
        }
        return true
    }

    /// The size of the log that an index describes, in bytes.
    static func size(of index: LogIndex) -> Int64 {
        Int64(LogHeader.size) + Int64(index.frames) * Int64(frameHeader + index.pageSize)
    }

    private func agrees(_ index: LogIndex) -> Bool {
        var size: Int64 = 0
        guard log.pointee.pMethods.pointee.xFileSize(log, &size) == SQLITE_OK,
            size >= Self.size(of: index),
            let header = LogHeader(read(LogHeader.size, at: 0) ?? []), header.salts == index.salts
        else { return false }
        return stored(frame: index.frames, index) == index.sum
    }

    /// The checksum in the header of a frame; nil when the frame is not of this log.
    private func stored(frame number: Int, _ index: LogIndex) -> LogSum? {
        let offset = LogHeader.size + (number - 1) * (Self.frameHeader + index.pageSize)
        guard let bytes = read(Self.frameHeader, at: Int64(offset)), Array(bytes[8..<16]) == index.salts else {
            return nil
        }
        return bytes.withUnsafeBytes { LogSum(stored: $0, at: 16) }
    }

    private func sums(_ index: LogIndex) -> Bool {
        guard let header = LogHeader(read(LogHeader.size, at: 0) ?? []),
            var sum = index.moved == 0 ? header.sum : stored(frame: index.moved, index)
        else { return false }
        let frame = Self.frameHeader + index.pageSize
        // About a quarter of a mebibyte at a time.
        let group = max(1, 262_144 / frame)
        for start in stride(from: index.moved, to: index.frames, by: group) {
            let count = min(group, index.frames - start)
            guard let bytes = read(count * frame, at: Int64(LogHeader.size + start * frame)) else { return false }
            bytes.withUnsafeBytes { bytes in
                for offset in stride(from: 0, to: count * frame, by: frame) {
                    sum.add(bytes, offset..<offset + 8, isBigEndian: header.isBigEndian)
                    sum.add(bytes, offset + Self.frameHeader..<offset + frame, isBigEndian: header.isBigEndian)
                }
            }
        }
        return sum == index.sum
    }

    private func read(_ count: Int, at offset: Int64) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return log.pointee.pMethods.pointee.xRead(log, &bytes, Int32(count), offset) == SQLITE_OK ? bytes : nil
    }
}
