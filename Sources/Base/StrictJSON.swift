/// JSON as a verifier, or anyone who acts on it, must read it: one meaning per text, or none.
///
/// Refused beyond RFC 8259: duplicate member names (RFC 7515 §4, RFC 7519 §4: two readers could see two different `sub`),
/// bytes that are not UTF-8, a byte order mark, lone surrogates, numbers beyond a finite double, nesting deeper than the
/// limit and anything but white space after the value. Whole numbers that fit stay exact.
package enum StrictJSON {
    /// Why a text was refused. Holds nothing of the text.
    package enum Flaw: Error, Sendable, Hashable, CaseIterable {
        case syntax
        case duplicateMember
        case notUTF8
        case numberOutOfRange
        case tooDeep
        case trailingBytes
    }

    /// Objects and arrays inside one another; a token needs three or four.
    package static let defaultDepth = 32

    /// The value `bytes` stand for.
    package static func parse(_ bytes: [UInt8], maxDepth: Int = defaultDepth) throws(Flaw) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (buffer) throws(Flaw) in try parse(buffer, maxDepth: maxDepth) }
    }

    package static func parse(_ bytes: UnsafeBufferPointer<UInt8>, maxDepth: Int = defaultDepth) throws(Flaw) -> JSONValue {
        var reader = StrictJSONReader(bytes: bytes, maxDepth: maxDepth)
        return try reader.document()
    }

    /// The shortest text of `value`, members in order of name. Throws `numberOutOfRange` for a number that is not finite.
    package static func encode(_ value: JSONValue) throws(Flaw) -> [UInt8] {
        var writer = JSONWriter()
        try writer.write(value)
        return writer.bytes
    }

    /// The same for an object of strings, in which nothing can be out of range.
    package static func encode(_ members: [String: String]) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(members)
        return writer.bytes
    }
}
