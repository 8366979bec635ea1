package import Base
import FoundationEssentials

/// The names of a result's columns, shared by its rows.
final class SQLColumns: Sendable {
    fileprivate let names: [String]
    /// In bytes; most names differ in length.
    private let lengths: [Int]

    /// - Parameter names: as the statement gives them (`AS`, or the column's own). Duplicate names are a mistake,
    ///   because it would be undefined which column is read.
    init(_ names: [String]) {
        assert(Set(names).count == names.count, "duplicate column names: \(names)")
        self.names = names
        lengths = names.map(\.utf8.count)
    }

    /// The names are few and mostly short: comparing them one by one is faster than hashing.
    fileprivate func index(of name: String) -> Int? {
        let length = name.utf8.count
        for index in lengths.indices where lengths[index] == length && names[index] == name { return index }
        return nil
    }
}

/// A row of a result, read by column names. A wrong type or an unknown name throws `StoreFailure(.broken)`.
package struct SQLRow: Sendable {
    private let columns: SQLColumns
    private let values: [SQLValue]

    init(_ columns: SQLColumns, _ values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The values in the order of the columns.
    var all: [SQLValue] { values }

    private func value(_ name: String) throws -> SQLValue {
        guard let index = columns.index(of: name) else {
            throw StoreFailure(.broken, "a result has no column \(name)")
        }
        return values[index]
    }

    private func mismatch(_ name: String, _ wanted: String) -> StoreFailure {
        StoreFailure(.broken, "column \(name) of a result is not \(wanted)")
    }

    /// The value of a row with one column: a count, or the value of a pragma.
    package func number() throws -> Int64 {
        guard values.count == 1, case .integer(let value) = values[0] else {
            throw StoreFailure(.broken, "a result is not one integer")
        }
        return value
    }

    package func text(_ name: String) throws -> String {
        guard case .text(let text) = try value(name) else { throw mismatch(name, "text") }
        return text
    }

    package func integer(_ name: String) throws -> Int64 {
        guard case .integer(let integer) = try value(name) else { throw mismatch(name, "an integer") }
        return integer
    }

    package func real(_ name: String) throws -> Double {
        switch try value(name) {
        case .real(let real): return real
        case .integer(let integer): return Double(integer)
        case .null, .text, .blob: throw mismatch(name, "a number")
        }
    }

    package func blob(_ name: String) throws -> [UInt8] {
        guard case .blob(let bytes) = try value(name) else { throw mismatch(name, "a blob") }
        return bytes
    }

    package func isNull(_ name: String) throws -> Bool { try value(name) == .null }

    package func bool(_ name: String) throws -> Bool { try integer(name) != 0 }
    package func timestamp(_ name: String) throws -> Timestamp { Timestamp(milliseconds: try integer(name)) }
    package func optionalText(_ name: String) throws -> String? { try isNull(name) ? nil : text(name) }
    package func optionalInteger(_ name: String) throws -> Int64? { try isNull(name) ? nil : integer(name) }
    package func optionalTimestamp(_ name: String) throws -> Timestamp? { try isNull(name) ? nil : timestamp(name) }

    /// The case of an enum, stored by its name.
    package func choice<T: RawRepresentable>(_ name: String, of type: T.Type = T.self) throws -> T
    where T.RawValue == String {
        guard let choice = T(rawValue: try text(name)) else { throw mismatch(name, "one of \(T.self)") }
        return choice
    }

    /// A free-form value stored as JSON text, with its numbers unchanged.
    package func freeJSON(_ name: String) throws -> JSONValue {
        do { return try StrictJSON.parse(Array(try text(name).utf8), maxDepth: 128) } catch is StrictJSON.Refusal {
            throw mismatch(name, "JSON")
        }
    }

    package func optionalFreeJSON(_ name: String) throws -> JSONValue? {
        try isNull(name) ? JSONValue?.none : freeJSON(name)
    }

    /// A value of one of our types, stored as JSON text.
    package func json<T: Decodable>(_ name: String, as type: T.Type = T.self) throws -> T {
        do {
            return try JSONDecoder().decode(T.self, from: Data(try text(name).utf8))
        } catch is DecodingError {
            throw mismatch(name, "the JSON of \(T.self)")
        }
    }
}
