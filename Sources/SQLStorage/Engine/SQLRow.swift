package import Base
import FoundationEssentials

/// A row of an answer, read by position: the order of the SELECT.
package struct SQLRow: Sendable {
    package let values: [SQLValue]

    package init(_ values: [SQLValue]) {
        self.values = values
    }

    private func mismatch(_ index: Int, _ wanted: String) -> StoreFailure {
        StoreFailure(.broken, "column \(index) of an answer is not \(wanted)")
    }

    package func text(_ index: Int) throws -> String {
        guard case .text(let value) = values[index] else { throw mismatch(index, "text") }
        return value
    }

    package func integer(_ index: Int) throws -> Int64 {
        guard case .integer(let value) = values[index] else { throw mismatch(index, "an integer") }
        return value
    }

    package func real(_ index: Int) throws -> Double {
        switch values[index] {
        case .real(let value): return value
        case .integer(let value): return Double(value)
        case .null, .text, .blob: throw mismatch(index, "a number")
        }
    }

    package func blob(_ index: Int) throws -> [UInt8] {
        guard case .blob(let value) = values[index] else { throw mismatch(index, "a blob") }
        return value
    }

    package func isNull(_ index: Int) -> Bool { values[index] == .null }

    package func bool(_ index: Int) throws -> Bool { try integer(index) != 0 }
    package func timestamp(_ index: Int) throws -> Timestamp { Timestamp(milliseconds: try integer(index)) }
    package func optionalText(_ index: Int) throws -> String? { isNull(index) ? nil : try text(index) }
    package func optionalInteger(_ index: Int) throws -> Int64? { isNull(index) ? nil : try integer(index) }
    package func optionalTimestamp(_ index: Int) throws -> Timestamp? { isNull(index) ? nil : try timestamp(index) }

    /// The case of an enum kept by its name.
    package func choice<T: RawRepresentable>(_ index: Int, of type: T.Type = T.self) throws -> T
    where T.RawValue == String {
        guard let value = T(rawValue: try text(index)) else { throw mismatch(index, "one of \(T.self)") }
        return value
    }

    /// A free value kept as JSON text, with its numbers as they were.
    package func freeJSON(_ index: Int) throws -> JSONValue {
        do { return try StrictJSON.parse(Array(try text(index).utf8), maxDepth: 128) } catch is StrictJSON.Refusal {
            throw mismatch(index, "JSON")
        }
    }

    package func optionalFreeJSON(_ index: Int) throws -> JSONValue? {
        isNull(index) ? JSONValue?.none : try freeJSON(index)
    }

    /// A value of ours kept as JSON text.
    package func json<T: Decodable>(_ index: Int, as type: T.Type = T.self) throws -> T {
        do {
            return try JSONDecoder().decode(T.self, from: Data(try text(index).utf8))
        } catch is DecodingError {
            throw mismatch(index, "the JSON of \(T.self)")
        }
    }
}

/// A value of ours as JSON text with its keys sorted, so that equal values are equal texts. By Foundation, whose
/// decoder reads it back (`json(_:as:)`); what has no type of ours is written by `JSONWriter`.
package func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// Most memories have none: not worth a writer.
package func jsonText(_ labels: [String]) throws -> String {
    labels.isEmpty ? "[]" : try jsonText(.array(labels.map(JSONValue.string)))
}

package func jsonText(_ value: JSONValue) throws -> String {
    value == .object([:]) ? "{}" : String(decoding: try StrictJSON.encode(value), as: UTF8.self)
}
