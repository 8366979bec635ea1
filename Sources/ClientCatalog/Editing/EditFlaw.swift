/// Why a configuration file is left as it is. Quotes the names of our own path and no other part of the file.
package struct EditFlaw: Error, Sendable, Hashable, CustomStringConvertible {
    /// A clause without a full stop: “a string is not closed”.
    package let reason: String
    /// From 1; nil when the reason concerns the whole file.
    package let line: Int?
    /// In characters (Unicode scalars) of that line, from 1.
    package let column: Int?

    init(_ reason: String) {
        self.reason = reason
        line = nil
        column = nil
    }

    /// - Parameter offset: in bytes, from 0.
    init(_ reason: String, at offset: Int, of bytes: [UInt8]) {
        let before = bytes[..<min(offset, bytes.count)]
        let lineStart = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        self.reason = reason
        line = 1 + before.count { $0 == 0x0a }
        // Continuation bytes of UTF-8 do not count as characters.
        column = 1 + before[lineStart...].count { $0 & 0xc0 != 0x80 }
    }

    package var description: String {
        guard let line, let column else { return reason }
        return "\(reason) (line \(line), column \(column))"
    }
}
