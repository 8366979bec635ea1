@_spi(_Unicode) import Swift

/// The Unicode form in which texts are cut into words: composed (NFC), with half-width and full-width characters
/// replaced by standard ones.
enum TextForm {
    /// Whether that form could differ from the text. For most texts it cannot, and composing costs more than everything
    /// else.
    static func mustBeComposed(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            guard byte >= 0xCC else { continue }
            let next = index < text.count ? text[index] : 0
            let third = index + 1 < text.count ? text[index + 1] : 0
            switch (byte, next) {
            // Combining marks; scripts of India; Myanmar and the letters that make up Hangul.
            case (0xCC, _), (0xCD, ..<0xB0), (0xE0, 0xA4..<0xB8), (0xE1, 0x80..<0x88): return true
            // Voice marks of Kana.
            case (0xE3, 0x82) where third == 0x99 || third == 0x9A: return true
            // Compatibility ideographs, ligatures, full and half width.
            case (0xEF, 0xA4...0xAC), (0xEF, 0xBC...0xBF), (0xF0, 0xAF): return true
            default: continue
            }
        }
        return false
    }

    static func composed(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: plain.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
            case 0xFF66...0xFF9F: plain.append(katakana[Int(scalar.value - 0xFF66)])
            case 0xFB00...0xFB06: plain.append(contentsOf: ligatures[Int(scalar.value - 0xFB00)].unicodeScalars)
            default: plain.append(scalar)
            }
        }
        var result = String.UnicodeScalarView()
        for scalar in String(plain)._nfc { result.append(scalar) }
        return String(result)
    }

    private static let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"]

    /// Katakana from U+FF66 on; the last two are the voice marks.
    private static let katakana = Array(
        "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u{3099}\u{309A}".unicodeScalars
    )

    /// The scalar that begins at a byte, and its length in bytes; U+FFFD and 1 when the bytes are invalid.
    static func scalar(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> (Unicode.Scalar, length: Int) {
        let byte = UInt32(text[index])
        func continuation(_ offset: Int) -> UInt32? {
            guard index + offset < text.count, text[index + offset] & 0xC0 == 0x80 else { return nil }
            return UInt32(text[index + offset] & 0x3F)
        }
        let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
        var value = byte & (0xFF >> UInt32(length + 1))
        for offset in 1..<max(2, length) {
            guard length > 1, let more = continuation(offset) else { return ("\u{FFFD}", 1) }
            value = value << 6 | more
        }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}
