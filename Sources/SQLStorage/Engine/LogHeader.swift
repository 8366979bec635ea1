/// The header of a write-ahead log (sqlite.org/fileformat2.html#wal_file_format).
struct LogHeader {
    static let size = 32

    let salts: [UInt8]
    let isBigEndian: Bool
    /// Its own checksum, which the first frame continues.
    let sum: LogSum

    /// - Returns: nil when these bytes are not an intact header.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.size, bytes[..<3] == [0x37, 0x7f, 0x06], bytes[3] & 0xfe == 0x82 else { return nil }
        isBigEndian = bytes[3] & 1 == 1
        salts = Array(bytes[16..<24])
        var sum = LogSum()
        let stored = bytes.withUnsafeBytes {
            sum.add($0, 0..<24, isBigEndian: bytes[3] & 1 == 1)
            return LogSum(stored: $0, at: 24)
        }
        guard sum == stored else { return nil }
        self.sum = sum
    }
}
