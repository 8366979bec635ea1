package import Base

/// The shape of a JSON value, declared once: clients see it as JSON Schema (2020-12), and values are read and checked
/// by it.
package indirect enum Shape: Sendable {
    case characters(TextRange)
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

    /// Any text.
    package static let string = Shape.characters(.any)
    /// Text with at least one character that is not white space.
    package static let text = Shape.characters(.notBlank)
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
        /// Whether an empty text means an absent value: models and clients write it for an optional name.
        package let isAbsentWhenEmpty: Bool

        package init(
            _ name: String,
            _ shape: Shape,
            _ description: String,
            isRequired: Bool = false,
            isNullable: Bool = false,
            fallback: JSONValue? = nil,
            isAbsentWhenEmpty: Bool = false
        ) {
            (self.name, self.shape, self.description) = (name, shape, description)
            (self.isRequired, self.isNullable, self.fallback) = (isRequired, isNullable, fallback)
            self.isAbsentWhenEmpty = isAbsentWhenEmpty
        }
    }
}
