/// A sentence for a person, written in English: `"\(name) is enabled."`. In a catalogue its values are `{1}`, `{2}`…
struct Words: ExpressibleByStringInterpolation {
    private let key: String
    private let values: [String]

    init(stringLiteral value: String) {
        key = value
        values = []
    }

    init(stringInterpolation: StringInterpolation) {
        key = stringInterpolation.key
        values = stringInterpolation.values
    }

    func text(in language: PageLanguage) -> String {
        MessageCatalogue.filled(language.catalogue.text(key) ?? key, with: values)
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var key = ""
        fileprivate var values: [String] = []

        init(literalCapacity: Int, interpolationCount: Int) { key.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: String) { key += literal }

        mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            values.append(value.description)
            key += "{\(values.count)}"
        }
    }
}

/// The words in the language of the request.
func localized(_ words: Words) -> String { words.text(in: .current) }
