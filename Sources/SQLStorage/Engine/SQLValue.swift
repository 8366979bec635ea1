package import Base

/// A value as the database stores it.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// A type that can be interpolated into `SQL`: its value is bound, never spliced.
package protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable {
    package var sqlValue: SQLValue { self }
}

/// Replaces NUL by U+FFFD. In SQLite's C interface NUL would end the text, so that `a\0b` would match `a` (CWE-626);
/// PostgreSQL refuses NUL.
extension String: SQLBindable {
    package var sqlValue: SQLValue { .text(withoutNUL) }

    var withoutNUL: String {
        utf8.contains(0) ? String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })) : self
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

/// Stored as 0 or 1: the common subset has no boolean.
extension Bool: SQLBindable {
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension [UInt8]: SQLBindable {
    package var sqlValue: SQLValue { .blob(self) }
}

/// Stored as milliseconds.
extension Timestamp: SQLBindable {
    package var sqlValue: SQLValue { .integer(milliseconds) }
}

extension ID: SQLBindable {
    package var sqlValue: SQLValue { .text(rawValue) }
}

extension Digest256: SQLBindable {
    package var sqlValue: SQLValue { .blob(bytes) }
}
