/// Base64 with the URL-safe alphabet and no padding (RFC 4648 §5 as narrowed by RFC 7515 §2).
///
/// Decoding is strict: padding, white space, `+`, `/`, an impossible length and non-zero unused bits in the last character
/// are refused, so that every byte string has exactly one spelling and a token cannot be respelt under its signature.
package enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The six bits of each character; 0xff for bytes outside the alphabet.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xff, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    /// The bytes `text` stands for, or nil when it is not canonical base64url. Empty text is zero bytes.
    package static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode($0) }
    }

    /// The bytes `text` stands for, or nil when it is not canonical base64url.
    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        text.withUnsafeBufferPointer { decode($0) }
    }

    static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let tail = text.count & 3
        guard tail != 1 else { return nil }
        let whole = text.count - tail
        var isCanonical = true
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 2) { output, count in
            values.withUnsafeBufferPointer { values in
                // The high bit of 0xff survives the OR: one test at the end instead of one per character.
                var seen: UInt8 = 0
                var index = 0
                while index < whole {
                    let a = values[Int(text[index])], b = values[Int(text[index + 1])]
                    let c = values[Int(text[index + 2])], d = values[Int(text[index + 3])]
                    seen |= a | b | c | d
                    let word = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(d)
                    output[count] = UInt8(truncatingIfNeeded: word >> 16)
                    output[count + 1] = UInt8(truncatingIfNeeded: word >> 8)
                    output[count + 2] = UInt8(truncatingIfNeeded: word)
                    index += 4
                    count += 3
                }
                if tail >= 2 {
                    let a = values[Int(text[whole])], b = values[Int(text[whole + 1])]
                    let c = tail == 3 ? values[Int(text[whole + 2])] : 0
                    seen |= a | b | c
                    output[count] = a << 2 | b >> 4
                    count += 1
                    if tail == 3 {
                        output[count] = b << 4 | c >> 2
                        count += 1
                    }
                    isCanonical = (tail == 3 ? c & 0x03 : b & 0x0f) == 0
                }
                isCanonical = isCanonical && seen & 0x80 == 0
            }
        }
        return isCanonical ? bytes : nil
    }

    /// The canonical spelling of `bytes`.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text = [UInt8]()
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the canonical spelling of `bytes` to `text`.
    static func append(_ bytes: some Collection<UInt8>, to text: inout [UInt8]) {
        var word: UInt32 = 0
        var pending = 0
        for byte in bytes {
            word = word << 8 | UInt32(byte)
            pending += 8
            while pending >= 6 {
                pending -= 6
                text.append(alphabet[Int(word >> UInt32(pending) & 63)])
            }
        }
        if pending > 0 { text.append(alphabet[Int(word << UInt32(6 - pending) & 63)]) }
    }
}
