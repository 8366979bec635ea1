import Backups

/// Bytes in memory, to write to and to read from.
final class ByteBuffer: ByteSink, ByteSource {
    private(set) var bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    func write(_ bytes: [UInt8]) { self.bytes += bytes }

    func read(_ count: Int) -> [UInt8] {
        let part = bytes[place...].prefix(count)
        place += part.count
        return Array(part)
    }
}
