/// A typed identifier: `ID<User>` cannot be passed where `ID<Workspace>` is wanted.
///
/// Only the store that created the text knows its structure. Identifiers are compared by their bytes (`Identifier`).
package struct ID<Entity>: Hashable, Sendable, CustomStringConvertible {
    /// The identifier as stored and shown.
    package let rawValue: String

    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue }

    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.rawValue.isExactly(rhs.rawValue) }

    package func hash(into hasher: inout Hasher) { Identifier(rawValue).hash(into: &hasher) }
}

extension ID: Codable {
    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension ID: Comparable {
    package static func < (lhs: Self, rhs: Self) -> Bool { Identifier(lhs.rawValue) < Identifier(rhs.rawValue) }
}
