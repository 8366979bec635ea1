package import Base
import FoundationEssentials

// NUL becomes U+FFFD in JSON too, as in the values of statements (`String.sqlValue`), so that a filter finds what was
// stored. PostgreSQL cannot read a column of JSON in which one row has `\u0000`, for nobody in the workspace.

/// A value of one of our types as JSON text with sorted keys, so that equal values are equal texts. Uses Foundation,
/// because Foundation's decoder reads it back (`json(_:as:)`). Free-form JSON is written by `JSONWriter`.
package func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = [UInt8](try encoder.encode(value))
    return String(decoding: hasEscape(text) ? withoutNUL(text) : text, as: UTF8.self)
}

/// Most memories have none: skip the writer.
package func jsonText(_ labels: [String]) throws -> String {
    labels.isEmpty ? "[]" : try jsonText(.array(labels.map(JSONValue.string)))
}

package func jsonText(_ value: JSONValue) throws -> String {
    guard value != .object([:]) else { return "{}" }
    let text = try StrictJSON.encode(value)
    return String(decoding: hasEscape(text) ? try StrictJSON.encode(value.withoutNUL) : text, as: UTF8.self)
}

private func hasEscape(_ json: [UInt8]) -> Bool { json.contains(UInt8(ascii: "\\")) }

/// The same JSON with U+FFFD for NUL in its texts. For names that we choose: two free ones could become equal.
private func withoutNUL(_ json: [UInt8]) -> [UInt8] {
    let escape = Array("\\u0000".utf8)
    var result: [UInt8] = []
    result.reserveCapacity(json.count)
    var rest = json[...]
    while let next = rest.first {
        if rest.starts(with: escape) {
            result += "\\ufffd".utf8
            rest = rest.dropFirst(escape.count)
        } else {
            // A backslash and the next character belong together: in `\\u0000` both are characters of the text.
            let length = next == UInt8(ascii: "\\") ? 2 : 1
            result += rest.prefix(length)
            rest = rest.dropFirst(length)
        }
    }
    return result
}

extension JSONValue {
    /// When two names become equal, the one that had no NUL keeps its value.
    fileprivate var withoutNUL: JSONValue {
        switch self {
        case .null, .bool, .integer, .number, .decimal: self
        case .string(let text): .string(text.withoutNUL)
        case .array(let elements): .array(elements.map(\.withoutNUL))
        case .object(let members):
            .object(
                Dictionary(
                    members.sorted { $0.key < $1.key }.map { ($0.key.withoutNUL, $0.value.withoutNUL) },
                    uniquingKeysWith: { _, last in last }
                )
            )
        }
    }
}
