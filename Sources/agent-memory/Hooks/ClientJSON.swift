import Base

/// JSON that a client wrote about what a person typed. A cut text can end in half of a surrogate pair, and Windows
/// writes a byte order mark: neither may cost the person their memory.
enum ClientJSON {
    /// The value; nil when the bytes are not JSON. A lone surrogate and bytes that are not UTF-8 become U+FFFD.
    static func parse(_ bytes: [UInt8]) -> JSONValue? {
        let text = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes[3...]) : bytes
        if let value = try? StrictJSON.parse(text) { return value }
        return try? StrictJSON.parse(repaired(Array(String(decoding: text, as: UTF8.self).utf8)))
    }

    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            guard let unit = self.unit(bytes, at: index) else {
                index += 2
                continue
            }
            if UTF16.isLeadSurrogate(unit), let next = self.unit(bytes, at: index + 6), UTF16.isTrailSurrogate(next) {
                index += 12
                continue
            }
            if UTF16.isLeadSurrogate(unit) || UTF16.isTrailSurrogate(unit) {
                result.replaceSubrange(index..<(index + 6), with: Array(#"\ufffd"#.utf8))
            }
            index += 6
        }
        return result
    }

    /// The code unit of an escape `\u0041` at a place.
    private static func unit(_ bytes: [UInt8], at index: Int) -> UInt16? {
        guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
        else { return nil }
        let digits = bytes[(index + 2)..<(index + 6)]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
