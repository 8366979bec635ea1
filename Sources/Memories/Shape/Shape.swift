package import Base

/// The shape of a JSON value, declared once: clients see it as JSON Schema (2020-12), and values are read and checked
/// by it.
package indirect enum Shape: Sendable {
    /// Any text.
    case string
    /// Text with at least one character that is not white space.
    case text
    case choice([String])
    case integer(ClosedRange<Int>)
    case number(NumberRange)
    case flag
    /// ISO 8601; a date alone, or a time without a zone, is read as UTC.
    case dateTime
    case list(of: Shape, count: ClosedRange<Int> = 0...Int.max)
    case record([Property])
    /// Any JSON object.
    case object
    case null
    /// At least one of these.
    case anyOf([Shape])
    /// A shape with a name, which OpenAPI refers to.
    case named(String, Shape)

    /// A whole number from 0.
    package static let count = Shape.integer(0...Int.max)

    /// A member of a record as clients see it.
    package struct Property: Sendable {
        package let name: String
        package let shape: Shape
        package let description: String
        package let isRequired: Bool
        /// Whether null may stand for an absent value. When absence is used instead, the schema does not mention null.
        package let isNullable: Bool
        /// The meaning of an absent member.
        package let fallback: JSONValue?

        package init(
            _ name: String,
            _ shape: Shape,
            _ description: String,
            isRequired: Bool = false,
            isNullable: Bool = false,
            fallback: JSONValue? = nil
        ) {
            self.name = name
            self.shape = shape
            self.description = description
            self.isRequired = isRequired
            self.isNullable = isNullable
            self.fallback = fallback
        }
    }
}

/// The numbers that a member may have.
package struct NumberRange: Sendable {
    package let bounds: ClosedRange<Double>
    /// Whether the lower bound itself is excluded.
    package let excludesLower: Bool

    private init(_ bounds: ClosedRange<Double>, excludesLower: Bool) {
        self.bounds = bounds
        self.excludesLower = excludesLower
    }

    package static let any = from(-Double.infinity, to: .infinity)

    package static func from(_ lower: Double, to upper: Double) -> Self { Self(lower...upper, excludesLower: false) }
    package static func above(_ lower: Double, to upper: Double) -> Self { Self(lower...upper, excludesLower: true) }

    package func contains(_ number: Double) -> Bool {
        bounds.contains(number) && !(excludesLower && number == bounds.lowerBound)
    }

    /// `from 0 to 1`; follows "must be".
    package var sentence: String {
        let (lower, upper) = (Self.text(bounds.lowerBound), Self.text(bounds.upperBound))
        return excludesLower ? "above \(lower) and at most \(upper)" : "from \(lower) to \(upper)"
    }

    /// Omits the fraction of whole numbers.
    private static func text(_ number: Double) -> String { Int64(exactly: number).map { "\($0)" } ?? "\(number)" }
}
