/// A text that names something and is compared by its UTF-8 bytes, as the database compares it.
///
/// Two Swift `String`s are equal when they are canonically equivalent: "é" (U+00E9) equals "e" followed by U+0301, and
/// "K" equals the Kelvin sign (U+212A). For names of users, memories, groups or audiences this is a security hole: two
/// names that the database keeps apart become one in a `Set`, and a look-alike group could make someone an
/// administrator (RFC 7519 §2: no normalization). So no name goes into a `Set`, a `Dictionary` or `==` as a `String`;
/// `Tests/StructureTests/IdentifierTests.swift` enforces it.
package struct Identifier: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: some StringProtocol) {
        self.text = String(text)
    }

    package var description: String { text }

    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.text.isExactly(rhs.text) }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        // 0xff never occurs in UTF-8, so texts hashed one after another cannot run into each other.
        hasher.combine(0xff as UInt8)
    }
}

extension Identifier: Comparable {
    /// Orders by bytes, as the database does.
    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.text.utf8.lexicographicallyPrecedes(rhs.text.utf8) }
}

extension Identifier: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(value) }
}

extension String {
    /// Whether both are the same bytes of UTF-8; `==` also holds for texts that merely look alike.
    package func isExactly(_ other: String) -> Bool {
        let (mine, others) = (utf8, other.utf8)
        guard mine.count == others.count else { return false }
        // Through pointers: the iterators of two texts take fifty instructions a byte.
        let isEqual = mine.withContiguousStorageIfAvailable { mine in
            others.withContiguousStorageIfAvailable { others in mine.elementsEqual(others) }
        }
        return (isEqual ?? nil) ?? mine.elementsEqual(others)
    }

    package func isExactly(_ other: String?) -> Bool { other.map(isExactly) ?? false }
}

extension String? {
    /// Whether both are absent, or the same bytes of UTF-8.
    package func isExactly(_ other: String?) -> Bool {
        switch (self, other) {
        case (nil, nil): true
        case (let mine?, let other?): mine.isExactly(other)
        case (nil, _?), (_?, nil): false
        }
    }
}

extension Sequence<String> {
    /// Whether one of them is the same bytes of UTF-8 as `text`.
    package func containsExactly(_ text: String) -> Bool { contains { $0.isExactly(text) } }

    /// The distinct elements, compared by bytes.
    package var identifiers: Set<Identifier> { Set(map { Identifier($0) }) }
}
