/// How a file is laid out, so that an insertion looks like the rest.
struct TextLayout {
    let bytes: [UInt8]

    /// `\r\n` if the first line ends with it, otherwise `\n`.
    var newline: String {
        guard let end = bytes.firstIndex(of: 0x0a) else { return "\n" }
        return end > 0 && bytes[end - 1] == 0x0d ? "\r\n" : "\n"
    }

    /// The beginning of the line that contains `offset`.
    func lineStart(of offset: Int) -> Int {
        bytes[..<offset].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    }

    /// The end of the line that contains `offset`: the place of its line break, or the end of the text.
    func lineEnd(of offset: Int) -> Int {
        let end = bytes[offset...].firstIndex(of: 0x0a) ?? bytes.count
        return end > offset && bytes[end - 1] == 0x0d ? end - 1 : end
    }

    /// The beginning of the line after the one that contains `offset`, or the end of the text.
    func nextLine(after offset: Int) -> Int {
        bytes[offset...].firstIndex(of: 0x0a).map { $0 + 1 } ?? bytes.count
    }

    /// The blanks at the beginning of the line that contains `offset`.
    func indentation(at offset: Int) -> String {
        String(decoding: bytes[lineStart(of: offset)..<offset].prefix(while: Self.isBlank), as: UTF8.self)
    }

    /// Whether only blanks precede `offset` on its line.
    func startsLine(_ offset: Int) -> Bool { isBlank(lineStart(of: offset)..<offset) }

    /// Whether only blanks follow `offset` on its line.
    func endsLine(_ offset: Int) -> Bool { isBlank(offset..<lineEnd(of: offset)) }

    func isBlank(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy(Self.isBlank) }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    static func isSpace(_ byte: UInt8) -> Bool { isBlank(byte) || byte == 0x0a || byte == 0x0d }
}

extension [UInt8] {
    func text(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }

    func replacing(_ range: Range<Int>, with new: String) -> [UInt8] {
        var result = self
        result.replaceSubrange(range, with: new.utf8)
        return result
    }
}
