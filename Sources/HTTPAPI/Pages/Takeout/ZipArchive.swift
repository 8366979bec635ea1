package import Base
import Identity

/// A ZIP archive that is written from beginning to end, in constant memory: sizes and checksums follow each file
/// (PKWARE APPNOTE §4.3.9), and nothing is compressed (stored blocks of DEFLATE, RFC 1951 §3.2.4), which every program
/// for ZIP reads.
package struct ZipArchive: Sendable {
    package typealias Output = ([UInt8]) async throws -> Void

    private struct Entry: Sendable {
        let name: [UInt8]
        let offset: UInt64
        var checksum: UInt32 = 0
        var stored: UInt64 = 0
        var size: UInt64 = 0
    }

    /// The largest block of DEFLATE.
    private static let block = 65_535
    /// The largest archive without the ZIP64 extension.
    private static let most = UInt64(UInt32.max)

    private let time: UInt32
    private var entries: [Entry] = []
    private var offset: UInt64 = 0

    /// - Parameter now: the time of every file, in UTC.
    package init(at now: Timestamp) {
        time = Self.time(now)
    }

    /// Begins a file; the one before ends.
    /// - Parameter name: a relative path.
    package mutating func begin(_ name: String, _ output: Output) async throws {
        try await end(output)
        let entry = Entry(name: Array(name.utf8), offset: offset)
        entries.append(entry)
        var bytes = Bytes()
        bytes.add(UInt32(0x0403_4b50))
        bytes.append(Self.head(of: entry, time, isComplete: false))
        bytes.append(entry.name)
        try await write(bytes.all, output)
    }

    package mutating func append(_ content: [UInt8], _ output: Output) async throws {
        for start in stride(from: 0, to: content.count, by: Self.block) {
            let part = content[start..<min(start + Self.block, content.count)]
            try await write(stored(part, isLast: false), output)
        }
    }

    /// Ends the archive with its list of files.
    package mutating func finish(_ output: Output) async throws {
        try await end(output)
        let start = offset
        for entry in entries {
            var bytes = Bytes()
            bytes.add(UInt32(0x0201_4b50))
            // Made on Unix, so that the mode below counts.
            bytes.add(UInt16(3 << 8 | 20))
            bytes.append(Self.head(of: entry, time, isComplete: true))
            // No comment, the first disk, no internal attributes; readable by its owner only.
            for value in [UInt16(0), 0, 0] { bytes.add(value) }
            bytes.add(UInt32(0o100600) << 16)
            bytes.add(UInt32(entry.offset))
            bytes.append(entry.name)
            try await write(bytes.all, output)
        }
        var bytes = Bytes()
        bytes.add(UInt32(0x0605_4b50))
        for value in [UInt16(0), 0, UInt16(entries.count), UInt16(entries.count)] { bytes.add(value) }
        bytes.add(UInt32(offset - start))
        bytes.add(UInt32(start))
        bytes.add(UInt16(0))
        try await write(bytes.all, output)
    }

    /// Ends the current file, if any.
    private mutating func end(_ output: Output) async throws {
        guard let last = entries.last, last.stored == 0 else { return }
        try await write(stored([], isLast: true), output)
        entries[entries.count - 1].stored = offset - last.offset - 30 - UInt64(last.name.count)
        var bytes = Bytes()
        bytes.add(UInt32(0x0807_4b50))
        bytes.append(Self.sizes(of: entries[entries.count - 1]))
        try await write(bytes.all, output)
    }

    /// A stored block of the current file.
    private mutating func stored(_ part: ArraySlice<UInt8>, isLast: Bool) -> [UInt8] {
        entries[entries.count - 1].checksum = CRC32.checksum(part, after: entries[entries.count - 1].checksum)
        entries[entries.count - 1].size += UInt64(part.count)
        var bytes = Bytes()
        bytes.all.append(isLast ? 1 : 0)
        bytes.add(UInt16(part.count))
        bytes.add(~UInt16(part.count))
        return bytes.all + part
    }

    private mutating func write(_ bytes: [UInt8], _ output: Output) async throws {
        guard offset + UInt64(bytes.count) <= Self.most else {
            throw Fault(.internal, "The archive would be larger than 4 GB.")
        }
        offset += UInt64(bytes.count)
        try await output(bytes)
    }

    /// The common part of the head of a file and of its line in the list.
    private static func head(of entry: Entry, _ time: UInt32, isComplete: Bool) -> [UInt8] {
        var bytes = Bytes()
        // Version 2.0; sizes follow the file, names are UTF-8; DEFLATE.
        let values: [UInt16] = [20, 0x0808, 8]
        for value in values { bytes.add(value) }
        bytes.add(time)
        bytes.append(isComplete ? sizes(of: entry) : [UInt8](repeating: 0, count: 12))
        bytes.add(UInt16(entry.name.count))
        bytes.add(UInt16(0))
        return bytes.all
    }

    private static func sizes(of entry: Entry) -> [UInt8] {
        var bytes = Bytes()
        for value in [entry.checksum, UInt32(entry.stored), UInt32(entry.size)] { bytes.add(value) }
        return bytes.all
    }

    /// The time in MS-DOS format: seconds in pairs, years from 1980.
    private static func time(_ now: Timestamp) -> UInt32 {
        let parts = now.description.split { !$0.isNumber }.compactMap { UInt32($0) }
        guard parts.count >= 6, (1980...2107).contains(parts[0]) else { return 1 << 21 | 1 << 16 }
        let day = (parts[0] - 1980) << 9 | parts[1] << 5 | parts[2]
        return day << 16 | parts[3] << 11 | parts[4] << 5 | parts[5] / 2
    }

    /// Numbers with the low byte first.
    private struct Bytes {
        var all: [UInt8] = []

        mutating func add(_ value: some FixedWidthInteger) {
            for shift in stride(from: 0, to: value.bitWidth, by: 8) {
                all.append(UInt8(truncatingIfNeeded: value >> shift))
            }
        }

        mutating func append(_ bytes: [UInt8]) { all += bytes }
    }
}
