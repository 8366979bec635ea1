import Base

/// Why an answer of a language model cannot be used. Never has words of the answer.
package enum LanguageFlaw: Error, Sendable, Hashable, CustomStringConvertible {
    case notJSON
    /// The member is missing, or has the wrong type or length.
    case member(String)

    package var description: String {
        switch self {
        case .notJSON: "its answer is not a JSON object"
        case .member(let name): "its answer has no usable `\(name)`"
        }
    }
}

/// Reads what a model wrote as data: strictly, and with limits for everything.
enum LanguageAnswer {
    private static let depth = 8

    /// The JSON object of the answer. Models put it between fences or behind their thoughts although nobody asked.
    static func object(_ text: String) throws(LanguageFlaw) -> [String: JSONValue] {
        var text = text[...]
        if let end = text.firstRange(of: "</think>") { text = text[end.upperBound...] }
        guard let first = text.firstIndex(of: "{"), let last = text.lastIndex(of: "}"), first < last else {
            throw .notJSON
        }
        let around = text[..<first] + text[text.index(after: last)...]
        let fence = around.replacing("```json", with: "").replacing("```", with: "")
        guard fence.allSatisfy(\.isWhitespace),
            let value = try? StrictJSON.parse(Array(text[first...last].utf8), maxDepth: depth),
            let members = value.object
        else { throw .notJSON }
        return members
    }

    /// A text without control characters and without blanks around it; nil unless it is a text of 1 to `limit` characters.
    static func text(_ value: JSONValue?, upTo limit: Int, keepingLines: Bool = false) -> String? {
        guard let text = value?.string, text.hasAtMost(limit) else { return nil }
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control where keepingLines && scalar == "\n": scalar
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: " "
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars)).trimmingBlanks().nonEmpty
    }

    /// The usable labels of a list, at most `count`; none for anything else.
    static func labels(_ value: JSONValue?, atMost count: Int = 16) -> [String] {
        Array((value?.array ?? []).lazy.compactMap { text($0, upTo: 64) }.prefix(count))
    }
}
