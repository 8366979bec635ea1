import Base
import Identity

/// Reads the ZIP archives that this server writes, in which nothing is compressed: a small file cannot become a large one.
enum StoredZip {
    /// Whether the bytes begin as an archive does (PKWARE APPNOTE §4.3.7).
    static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4b, 3, 4]) }

    /// The contents of the wanted files, in the order of the archive's list.
    /// - Throws: `validationFailed` for an archive that is damaged, compressed or encrypted.
    static func contents(of bytes: [UInt8], named isWanted: (String) -> Bool) throws -> [(
        name: String, content: [UInt8]
    )] {
        let reader = Bytes(all: bytes)
        let end = try reader.end()
        var entry = try reader.number(end + 16, 4)
        var contents: [(name: String, content: [UInt8])] = []
        // Two entries that share bytes would make more of them than there are.
        var room = bytes.count
        for _ in 0..<(try reader.number(end + 10, 2)) {
            guard try reader.number(entry, 4) == 0x0201_4b50 else { throw damaged }
            let length = try reader.number(entry + 28, 2)
            let name = String(decoding: try reader.slice(entry + 46, length), as: UTF8.self)
            if isWanted(name) {
                let content = try reader.content(of: entry)
                room -= content.count
                guard room >= 0 else { throw damaged }
                contents.append((name, content))
            }
            entry += try 46 + length + reader.number(entry + 30, 2) + reader.number(entry + 32, 2)
        }
        return contents
    }

    private static var damaged: Fault {
        Fault(.validationFailed, "The archive is damaged or was not written by Agent Memory.")
    }

    private static var compressed: Fault {
        Fault(
            .validationFailed,
            "Another program compressed this archive. Unpack it, and choose one of its files named memories.jsonl."
        )
    }

    /// Reads within the bounds only.
    private struct Bytes {
        let all: [UInt8]

        func slice(_ start: Int, _ length: Int) throws -> ArraySlice<UInt8> {
            guard start >= 0, length >= 0, start <= all.count, length <= all.count - start else { throw damaged }
            return all[start..<start + length]
        }

        /// A number of at most four bytes, the low one first.
        func number(_ start: Int, _ size: Int) throws -> Int {
            try slice(start, size).reversed().reduce(0) { $0 << 8 | Int($1) }
        }

        /// The record at the end, which a comment of at most 65,535 bytes may follow (§4.3.16).
        func end() throws -> Int {
            var at = all.count - 22
            while at >= 0, at >= all.count - 22 - 65_535 {
                if try number(at, 4) == 0x0605_4b50 { return at }
                at -= 1
            }
            throw damaged
        }

        /// - Parameter entry: its line in the list (§4.3.12).
        func content(of entry: Int) throws -> [UInt8] {
            guard try number(entry + 8, 2) & 1 == 0 else { throw compressed }
            let offset = try number(entry + 42, 4)
            guard try number(offset, 4) == 0x0403_4b50 else { throw damaged }
            let start = try offset + 30 + number(offset + 26, 2) + number(offset + 28, 2)
            let stored = try slice(start, number(entry + 20, 4))
            let content: [UInt8]
            switch try number(entry + 10, 2) {
            case 0: content = Array(stored)
            case 8: content = try blocks(stored)
            default: throw compressed
            }
            guard try content.count == number(entry + 24, 4), try Int(CRC32.checksum(content)) == number(entry + 16, 4)
            else { throw damaged }
            return content
        }

        /// The content of stored blocks of DEFLATE (RFC 1951 §3.2.4).
        private func blocks(_ stored: ArraySlice<UInt8>) throws -> [UInt8] {
            var content: [UInt8] = []
            content.reserveCapacity(stored.count)
            var at = stored.startIndex
            while true {
                let head = try number(at, 1)
                guard head & 6 == 0 else { throw compressed }
                let size = try number(at + 1, 2)
                guard try size == 65_535 - number(at + 3, 2), at + 5 + size <= stored.endIndex else { throw damaged }
                content += try slice(at + 5, size)
                at += 5 + size
                if head & 1 == 1 { return content }
            }
        }
    }
}
