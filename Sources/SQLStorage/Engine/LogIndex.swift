/// The beginning of SQLite's index of a write-ahead log, which all processes of a database share (`-shm`;
/// sqlite.org/walformat.html#the_wal_index_header). Its numbers are in the byte order of the machine.
struct LogIndex: Equatable {
    /// The bytes that are read; SQLite maps at least 32 KiB.
    static let size = 100
    /// Both copies of the header have this size.
    private static let copy = 48

    /// The size of a page in bytes.
    let pageSize: Int
    /// The number of frames in the log; 0 when the next commit begins it again.
    let frames: Int
    /// How many of them are already in the database.
    let moved: Int
    /// Written into the header and every frame of the log.
    let salts: [UInt8]
    /// The checksum up to the last frame.
    let sum: LogSum

    /// - Returns: nil while another process writes the header, and when there is none. SQLite then reads the log itself,
    ///   with all checksums.
    init?(_ bytes: [UInt8]) {
        func number<Number: FixedWidthInteger>(_ offset: Int) -> Number {
            bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Number.self) }
        }
        guard bytes.count >= Self.size, bytes[..<Self.copy] == bytes[Self.copy..<2 * Self.copy], bytes[12] == 1 else {
            return nil
        }
        let size: UInt16 = number(14)
        // 65536 is written as 1.
        pageSize = size == 1 ? 65_536 : Int(size)
        frames = Int(number(16) as UInt32)
        moved = min(frames, Int(number(96) as UInt32))
        salts = Array(bytes[32..<40])
        sum = LogSum(number(24), number(28))
    }
}
