import Memories

/// A shape in the words of the documentation.
extension Shape {
    /// `text`, `one of asc, desc`, `whole number from 1 to 100`, `list of text`.
    var words: String {
        switch self {
        case .characters: "text"
        case .choice(let words): words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
        case .integer(let range): "whole number" + Self.words(range)
        case .number(let range): range.bounds.upperBound == .infinity ? "number" : "number \(range.sentence)"
        case .flag: "true or false"
        case .dateTime: "time"
        case .list(let element, _): "list of \(element.words)"
        case .record, .object: "object"
        case .null: "null"
        case .anyOf(let shapes): shapes.map(\.words).joined(separator: " or ")
        case .named(let name, let shape): shape.members.isEmpty ? shape.words : name
        }
    }

    /// The members of an object; empty for all other shapes.
    var members: [Property] {
        switch self {
        case .record(let members): members
        case .named(_, let shape): shape.members
        case .characters, .choice, .integer, .number, .flag, .dateTime, .list, .object, .null, .anyOf: []
        }
    }

    private static func words(_ range: ClosedRange<Int>) -> String {
        range.upperBound == .max ? " from \(range.lowerBound)" : " from \(range.lowerBound) to \(range.upperBound)"
    }
}
