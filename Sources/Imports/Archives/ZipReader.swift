import Base
import Identity

/// Reads files in ZIP archives, within a limit for all of them together. Names of entries are only compared, never used as
/// paths.
enum ZipReader {
    /// Whether the bytes begin as an archive does (PKWARE APPNOTE §4.3.7).
    static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4b, 3, 4]) }

    /// The contents of the wanted files, in the order of the archive's list.
    /// - Parameter limit: the most bytes of all contents together.
    /// - Throws: `validationFailed` for an archive that is damaged, encrypted, or holds more.
    static func contents(of bytes: [UInt8], upTo limit: Int, named isWanted: (String) -> Bool) throws -> [(
        name: String, content: [UInt8]
    )] {
        let reader = Bytes(all: bytes)
        let end = try reader.end()
        var entry = try reader.number(end + 16, 4)
        var contents: [(name: String, content: [UInt8])] = []
        var room = limit
        // Two entries that share bytes would make more of them than there are.
        var stored = bytes.count
        for _ in 0..<(try reader.number(end + 10, 2)) {
            guard try reader.number(entry, 4) == 0x0201_4b50 else { throw damaged }
            let length = try reader.number(entry + 28, 2)
            let name = String(decoding: try reader.slice(entry + 46, length), as: UTF8.self)
            if isWanted(name) {
                stored -= try reader.number(entry + 20, 4)
                guard stored >= 0 else { throw damaged }
                let content = try reader.content(of: entry, upTo: room, all: limit)
                room -= content.count
                contents.append((name, content))
            }
            entry += try 46 + length + reader.number(entry + 30, 2) + reader.number(entry + 32, 2)
        }
        return contents
    }

    private static var damaged: Fault { Fault(.validationFailed, "The archive is damaged.") }

    private static func tooLarge(_ limit: Int) -> Fault {
        Fault(
            .validationFailed,
            "The archive holds more than \(limit >> 20) MB. Unpack it, and import its files one by one."
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

        /// - Parameters:
        ///   - entry: its line in the list (§4.3.12).
        ///   - limit: the room that is left.
        ///   - all: the room at the beginning, for the message.
        func content(of entry: Int, upTo limit: Int, all: Int) throws -> [UInt8] {
            guard try number(entry + 8, 2) & 1 == 0 else {
                throw Fault(.validationFailed, "The archive is encrypted. Unpack it, and import its files one by one.")
            }
            let offset = try number(entry + 42, 4)
            guard try number(offset, 4) == 0x0403_4b50 else { throw damaged }
            let start = try offset + 30 + number(offset + 26, 2) + number(offset + 28, 2)
            let stored = try slice(start, number(entry + 20, 4))
            let content: [UInt8]
            switch try number(entry + 10, 2) {
            case 0:
                guard stored.count <= limit else { throw tooLarge(all) }
                content = Array(stored)
            case 8:
                do throws(Inflater.Flaw) {
                    content = try Inflater.inflate(stored, upTo: limit)
                } catch {
                    throw error == .tooLarge ? tooLarge(all) : damaged
                }
            default:
                throw Fault(
                    .validationFailed,
                    "The archive is compressed in an unknown way. Unpack it, and import its files one by one."
                )
            }
            guard try content.count == number(entry + 24, 4), try Int(CRC32.checksum(content)) == number(entry + 16, 4)
            else { throw damaged }
            return content
        }
    }
}
