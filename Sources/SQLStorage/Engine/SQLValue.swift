package import Base

/// A value as the database keeps it.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// What may stand in an interpolation of `SQL`: it is bound, never spliced.
package protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

/// NUL becomes U+FFFD: it would end the text for SQLite's C interface, so that `a\0b` reached `a` (CWE-626), and
/// PostgreSQL refuses it.
extension String: SQLBindable {
    package var sqlValue: SQLValue {
        .text(
            utf8.contains(0)
                ? String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })) : self
        )
    }
}

extension Int: SQLBindable {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int64: SQLBindable {
    package var sqlValue: SQLValue { .integer(self) }
}

extension Double: SQLBindable {
    package var sqlValue: SQLValue { .real(self) }
}

/// As 0 or 1: the common subset has no boolean.
extension Bool: SQLBindable {
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension [UInt8]: SQLBindable {
    package var sqlValue: SQLValue { .blob(self) }
}

/// As milliseconds.
extension Timestamp: SQLBindable {
    package var sqlValue: SQLValue { .integer(milliseconds) }
}

extension ID: SQLBindable {
    package var sqlValue: SQLValue { .text(rawValue) }
}

extension Digest256: SQLBindable {
    package var sqlValue: SQLValue { .blob(bytes) }
}
