import Base

/// Digits and letters, the characters of a token: a double click selects all of it, and it needs no quoting in shells
/// or URLs.
enum Base62 {
    static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// `count` characters, all equally likely: random bytes that would favour the first digits are drawn again.
    static func random(_ count: Int, from source: any RandomSource) -> String {
        var characters: [UInt8] = []
        characters.reserveCapacity(count)
        while characters.count < count {
            for byte in source.bytes(count - characters.count) where byte < 248 {
                characters.append(alphabet[Int(byte % 62)])
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// The number in six digits, most significant first; 62⁶ exceeds 2³².
    static func text(_ number: UInt32) -> String {
        var rest = number
        var characters = [UInt8](repeating: alphabet[0], count: 6)
        for index in stride(from: 5, through: 0, by: -1) {
            characters[index] = alphabet[Int(rest % 62)]
            rest /= 62
        }
        return String(decoding: characters, as: UTF8.self)
    }

    static func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}

/// CRC-32 as in ISO 3309 (zlib, PNG). Not a security measure: it detects typing errors without a look-up.
package enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
    }

    /// - Parameter before: the checksum of the bytes before these.
    package static func checksum(_ bytes: some Sequence<UInt8>, after before: UInt32 = 0) -> UInt32 {
        ~bytes.reduce(~before) { crc, byte in crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
    }
}
