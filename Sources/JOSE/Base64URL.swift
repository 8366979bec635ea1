/// Base64 with the URL-safe alphabet and no padding (RFC 4648 §5 as narrowed by RFC 7515 §2).
///
/// Decoding is strict: padding, white space, `+`, `/`, an impossible length and non-zero unused bits in the last
/// character are refused, so that every byte string has exactly one spelling and a token cannot be respelt under its
/// signature.
package enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The bits that a character adds to the three bytes of its group of four, lowest byte first: 256 words for each of
    /// the four positions. The highest byte is zero for characters of the alphabet only.
    private static let parts: [UInt32] = {
        var table = [UInt32](repeating: 0xff00_0000, count: 4 * 256)
        for (value, character) in alphabet.enumerated() {
            for place in 0..<4 {
                table[place << 8 | Int(character)] = (UInt32(value) << UInt32(18 - 6 * place)).byteSwapped >> 8
            }
        }
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
        withDecoded(text) { Array($0) }
    }

    /// Calls `body` with the decoded bytes, which are valid only during the call. Returns nil unless `text` is
    /// canonical base64url.
    static func withDecoded<Result>(
        _ text: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result? {
        // One extra byte for the fourth byte of the last word, which `count` excludes.
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count / 4 * 3 + 4) { output in
            guard let count = decode(text, into: UnsafeMutableRawBufferPointer(output)) else { return nil }
            return try body(UnsafeBufferPointer(rebasing: output[..<count]))
        }
    }

    /// - Returns: how many bytes there are.
    private static func decode(_ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableRawBufferPointer) -> Int? {
        let tail = text.count & 3
        guard tail != 1 else { return nil }
        let whole = text.count - tail
        return parts.withUnsafeBufferPointer { parts in
            // A character outside the alphabet sets the highest byte, which survives the OR: one test at the end
            // instead of one per character.
            var seen: UInt32 = 0
            var (index, count) = (0, 0)
            while index < whole {
                let word =
                    parts[Int(text[index])] | parts[0x100 | Int(text[index + 1])]
                    | parts[0x200 | Int(text[index + 2])] | parts[0x300 | Int(text[index + 3])]
                seen |= word
                output.storeBytes(of: word.littleEndian, toByteOffset: count, as: UInt32.self)
                index += 4
                count += 3
            }
            var isCanonical = true
            if tail >= 2 {
                var word = parts[Int(text[whole])] | parts[0x100 | Int(text[whole + 1])]
                if tail == 3 { word |= parts[0x200 | Int(text[whole + 2])] }
                seen |= word
                output.storeBytes(of: word.littleEndian, toByteOffset: count, as: UInt32.self)
                count += tail - 1
                // The unused bits of the last character fall into the next byte.
                isCanonical = word & (tail == 2 ? 0x00_ff00 : 0xff_0000) == 0
            }
            return isCanonical && seen & 0xff00_0000 == 0 ? count : nil
        }
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
