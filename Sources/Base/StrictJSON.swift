/// JSON for verifiers and other code that acts on it: every text has one meaning, or is refused.
///
/// Refused beyond RFC 8259:
/// - duplicate member names (RFC 7515 §4, RFC 7519 §4: two readers could see two different `sub`), also names that are
///   only canonically equivalent, which some readers treat as one and others as two
/// - bytes that are not UTF-8, a byte order mark, lone surrogates
/// - numbers beyond a finite double, nesting deeper than the limit, anything but white space after the value
///
/// Whole numbers that fit stay exact.
package enum StrictJSON {
    /// The reason why a text was refused. Contains no part of the text.
    package enum Flaw: Error, Sendable, Hashable, CaseIterable {
        case syntax
        case byteOrderMark
        case duplicateMember
        case notUTF8
        case numberOutOfRange
        case tooDeep
        case trailingBytes
    }

    /// The reason why a text was refused, and the place where reading stopped.
    package struct Refusal: Error, Sendable, Hashable {
        package let flaw: Flaw
        /// In bytes, from 0; the length of the text when it ends too early.
        package let offset: Int
        /// From 1.
        package let line: Int
        /// In characters (Unicode scalars) of that line, from 1.
        package let column: Int
        /// Whether the text ended there.
        package let isAtEnd: Bool
    }

    /// The maximum depth of nested objects and arrays; a token needs three or four.
    package static let defaultDepth = 32

    /// Parses the JSON value in `bytes`.
    package static func parse(_ bytes: [UInt8], maxDepth: Int = defaultDepth) throws(Refusal) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (buffer) throws(Refusal) in try parse(buffer, maxDepth: maxDepth) }
    }

    package static func parse(_ bytes: UnsafeBufferPointer<UInt8>, maxDepth: Int = defaultDepth) throws(Refusal)
        -> JSONValue
    {
        var reader = StrictJSONReader(bytes: bytes, maxDepth: maxDepth)
        return try reader.document()
    }

    /// The bytes after a byte order mark, for bodies and lines of clients. RFC 8259 §8.1 allows a reader to ignore the
    /// mark, and Windows writes it.
    package static func withoutMark(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        bytes.starts(with: [0xef, 0xbb, 0xbf]) ? UnsafeBufferPointer(rebasing: bytes[3...]) : bytes
    }

    /// Passes the members of the JSON object in `bytes` to `isNew`, in order. `isNew` returns whether the name occurs
    /// for the first time. For any other JSON value, returns false and passes nothing.
    package static func members(of bytes: UnsafeBufferPointer<UInt8>, _ isNew: (String, JSONValue) -> Bool)
        throws(Refusal) -> Bool
    {
        var reader = StrictJSONReader(bytes: bytes, maxDepth: defaultDepth)
        return try reader.document(isNew)
    }

    /// The shortest text of `value`, with members in the order of their names.
    /// - Parameter isIndented: writes one member a line, for people to read.
    /// - Throws: `numberOutOfRange` for a number that is not finite.
    package static func encode(_ value: JSONValue, isIndented: Bool = false) throws(Flaw) -> [UInt8] {
        var writer = JSONWriter(isIndented: isIndented)
        writer.value(value)
        guard !writer.hasLostNumber else { throw .numberOutOfRange }
        return writer.bytes
    }

    /// The text of an object of strings, in which no number can be out of range.
    package static func encode(_ members: [String: String]) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(.object(members.mapValues(JSONValue.string)))
        return writer.bytes
    }

    /// Appends `text` as a JSON string with its quotes. Only characters that must be escaped are escaped (RFC 8259 §7).
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { utf8 in
            bytes.append(UInt8(ascii: "\""))
            // Appends whole stretches without escapes: byte by byte takes twice as long.
            var start = 0
            for index in utf8.indices {
                let byte = utf8[index]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: utf8[start..<index])
                start = index + 1
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                    bytes.append(UInt8(ascii: "\\"))
                    bytes.append(byte)
                case UInt8(ascii: "\n"):
                    bytes.append(contentsOf: "\\n".utf8)
                default:
                    bytes.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
                    bytes.append(contentsOf: String(byte, radix: 16).utf8)
                }
            }
            bytes.append(contentsOf: utf8[start...])
            bytes.append(UInt8(ascii: "\""))
        }
    }
}

extension StrictJSON.Refusal {
    init(_ flaw: StrictJSON.Flaw, at offset: Int, of bytes: UnsafeBufferPointer<UInt8>) {
        let before = bytes[..<offset]
        let lineStart = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        self.flaw = flaw
        self.offset = offset
        line = 1 + before.count { $0 == 0x0a }
        // Continuation bytes of UTF-8 do not count as characters.
        column = 1 + before[lineStart...].count { $0 & 0xc0 != 0x80 }
        isAtEnd = offset == bytes.count
    }
}

extension StrictJSON.Refusal: CustomStringConvertible {
    /// The reason and the place, to follow "not valid JSON:". Safe to show: contains no part of the text.
    package var description: String {
        let place = "line \(line), column \(column)"
        return switch flaw {
        case .syntax: isAtEnd ? "it ends too early, at \(place)" : "a syntax error at \(place)"
        case .byteOrderMark: "a byte order mark at its beginning"
        case .duplicateMember: "a member is repeated at \(place)"
        case .notUTF8: "text that is not UTF-8 at \(place)"
        case .numberOutOfRange: "a number out of range at \(place)"
        case .tooDeep: "it is nested too deeply at \(place)"
        case .trailingBytes: "something follows the value at \(place)"
        }
    }
}
