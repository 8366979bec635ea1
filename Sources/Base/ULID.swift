/// Sortable 128-bit identifiers: 48 bits of milliseconds, 80 random bits, Crockford base 32 (26 characters).
/// Source: github.com/ulid/spec.
package enum ULID {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// A new identifier for `now`; two identifiers of the same millisecond differ only in their random part.
    package static func make(at now: Timestamp, random: some RandomSource) -> String {
        let bytes = random.bytes(10)
        var time = UInt64(max(0, now.milliseconds))
        var characters = [UInt8](repeating: 0, count: 26)
        for index in stride(from: 9, through: 0, by: -1) {
            characters[index] = alphabet[Int(time & 31)]
            time >>= 5
        }
        var accumulator: UInt32 = 0
        var bits = 0
        var index = 10
        for byte in bytes {
            accumulator = (accumulator << 8) | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                characters[index] = alphabet[Int((accumulator >> UInt32(bits)) & 31)]
                index += 1
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
