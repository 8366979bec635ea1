package import Base

extension Shape {
    /// The value converted to this shape. Models write numbers, booleans, arrays and objects as JSON text (`"limit":
    /// "5"`); where the shape does not allow text, that has only one meaning. Everything else is returned unchanged,
    /// and `problems(in:)` checks it.
    package func reading(_ value: JSONValue) -> JSONValue {
        switch (self, value) {
        case (.characters, _), (.choice, _), (.dateTime, _), (.null, _), (.anyOf, _): value
        case (.named(_, let shape), _): shape.reading(value)
        case (.integer, .string(let text)), (.number, .string(let text)), (.flag, .string(let text)),
            (.object, .string(let text)):
            Self.json(text) ?? value
        // The JSON in the text may itself contain values written as text.
        case (.list, .string(let text)), (.record, .string(let text)):
            Self.json(text).map { $0.string == nil ? reading($0) : value } ?? value
        case (.list(let item, _), .array(let items)): .array(items.map(item.reading))
        case (.record(let members), .object(let values)):
            .object(
                values.merging(
                    members.compactMap { member in values[member.name].map { (member.name, member.reading($0)) } }
                ) { $1 }
            )
        case (.integer, _), (.number, _), (.flag, _), (.object, _), (.list, _), (.record, _): value
        }
    }

    /// The JSON that a text contains; also accepts Python's booleans.
    private static func json(_ text: String) -> JSONValue? {
        switch text {
        case "True": true
        case "False": false
        default: try? StrictJSON.parse(Array(text.utf8), maxDepth: 64)
        }
    }
}

extension Shape.Property {
    fileprivate func reading(_ value: JSONValue) -> JSONValue {
        isAbsentWhenEmpty && value.string?.isEmpty == true ? .null : shape.reading(value)
    }
}
