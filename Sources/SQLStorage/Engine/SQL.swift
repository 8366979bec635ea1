/// A statement, or a piece of one. Interpolated values are bound; interpolated `SQL` is joined with its bindings.
///
/// The text itself comes from literals only (`StaticString`), so a string built at run time cannot become SQL. Nothing
/// has to be escaped, which rules out injection (CWE-89).
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    fileprivate enum Piece: Sendable {
        case text(StaticString)
        case value(SQLValue)
        case either(sqlite: [Piece], postgres: [Piece])
    }

    fileprivate var pieces: [Piece]
    /// Whether the text depends on the number of values (a list, a choice of conditions): too many variants to keep
    /// prepared.
    package fileprivate(set) var varies = false

    package init(stringLiteral value: StaticString) {
        pieces = [.text(value)]
    }

    package init(stringInterpolation: StringInterpolation) {
        pieces = stringInterpolation.pieces
        varies = stringInterpolation.varies
    }

    fileprivate init(pieces: [Piece], varies: Bool) {
        self.pieces = pieces
        self.varies = varies
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []
        fileprivate var varies = false

        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(2 * interpolationCount + 1)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            if literal.utf8CodeUnitCount > 0 { pieces.append(.text(literal)) }
        }

        package mutating func appendInterpolation(_ value: some SQLBindable) {
            pieces.append(.value(value.sqlValue))
        }

        /// Nil is bound as NULL.
        package mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            pieces.append(.value(value?.sqlValue ?? .null))
        }

        package mutating func appendInterpolation(_ sql: SQL) {
            pieces.append(contentsOf: sql.pieces)
            varies = varies || sql.varies
        }
    }
}

extension SQL {
    /// The parts with `separator` between them.
    package static func joined(_ parts: [SQL], separator: SQL) -> SQL {
        var pieces: [Piece] = []
        for (index, part) in parts.enumerated() {
            if index > 0 { pieces.append(contentsOf: separator.pieces) }
            pieces.append(contentsOf: part.pieces)
        }
        return SQL(pieces: pieces, varies: true)
    }

    /// The values with commas between them, as `IN (…)` wants them; for no values, `NULL`, which equals nothing.
    package static func list(_ values: some Collection<some SQLBindable>) -> SQL {
        guard let first = values.first else { return "NULL" }
        return values.count == 1 ? "\(first)" : joined(values.map { "\($0)" }, separator: ", ")
    }

    /// Like `list`, with the last value repeated up to a power of two; `IN` ignores repetitions. That leaves few enough
    /// texts to keep them prepared.
    package static func filledList(_ values: some Collection<some SQLBindable>) -> SQL {
        guard let first = values.first else { return "NULL" }
        var parts: [SQL] = values.map { "\($0)" }
        var size = 1
        while size < parts.count { size *= 2 }
        parts += repeatElement("\(first)", count: size - parts.count)
        return joined(parts, separator: ", ").kept
    }

    /// All of the conditions; true for none. Two conditions have few enough texts to keep them prepared.
    package static func all(_ conditions: [SQL]) -> SQL {
        guard let first = conditions.first else { return "1 = 1" }
        guard conditions.count > 1 else { return "(\(first))" }
        let all: SQL = "(\(joined(conditions, separator: " AND ")))"
        return conditions.count == 2 && !conditions.contains(where: \.varies) ? all.kept : all
    }

    /// The same text, marked as worth keeping prepared: it is joined from parts, but always from the same ones.
    package var kept: SQL { SQL(pieces: pieces, varies: false) }

    /// The form of a part for each database, where they differ.
    package static func either(sqlite: SQL, postgres: SQL) -> SQL {
        SQL(
            pieces: [.either(sqlite: sqlite.pieces, postgres: postgres.pieces)],
            varies: sqlite.varies || postgres.varies
        )
    }

    /// The text with a placeholder per value, and the values in order.
    package func rendered(
        for dialect: SQLDialect = .sqlite,
        placeholder: (Int) -> String
    ) -> (text: String, values: [SQLValue]) {
        var text: [UInt8] = []
        var values: [SQLValue] = []
        text.reserveCapacity(1_024)
        values.reserveCapacity(pieces.count / 2 + 1)
        Self.append(pieces, for: dialect, placeholder, to: &text, &values)
        return (String(decoding: text, as: UTF8.self), values)
    }

    private static func append(
        _ pieces: [Piece],
        for dialect: SQLDialect,
        _ placeholder: (Int) -> String,
        to text: inout [UInt8],
        _ values: inout [SQLValue]
    ) {
        for piece in pieces {
            switch piece {
            case .text(let literal):
                literal.withUTF8Buffer { text.append(contentsOf: $0) }
            case .value(let value):
                values.append(value)
                text.append(contentsOf: placeholder(values.count).utf8)
            case .either(let sqlite, let postgres):
                let chosen =
                    switch dialect {
                    case .sqlite: sqlite
                    case .postgres: postgres
                    }
                append(chosen, for: dialect, placeholder, to: &text, &values)
            }
        }
    }
}
