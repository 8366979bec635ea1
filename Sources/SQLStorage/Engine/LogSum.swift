/// The running checksum of a write-ahead log (sqlite.org/fileformat2.html#checksum_algorithm). Each frame continues that
/// of the frame before it, so that the last one covers the whole log.
struct LogSum: Equatable {
    private var first: UInt32
    private var second: UInt32

    init(_ first: UInt32 = 0, _ second: UInt32 = 0) {
        self.first = first
        self.second = second
    }

    /// A stored checksum: two numbers, the most significant byte first.
    init(stored bytes: UnsafeRawBufferPointer, at offset: Int) {
        self.init(
            UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)),
            UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self))
        )
    }

    /// - Parameters:
    ///   - range: a multiple of eight bytes.
    ///   - isBigEndian: the byte order in which this log is summed; its header says so.
    mutating func add(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, isBigEndian: Bool) {
        var (first, second) = (first, second)
        var offset = range.lowerBound
        while offset < range.upperBound {
            let x = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            let y = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
            first &+= (isBigEndian ? UInt32(bigEndian: x) : UInt32(littleEndian: x)) &+ second
            second &+= (isBigEndian ? UInt32(bigEndian: y) : UInt32(littleEndian: y)) &+ first
            offset += 8
        }
        (self.first, self.second) = (first, second)
    }
}
