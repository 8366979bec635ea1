import Base

/// The kinds of values that settings have.
extension SettingReader {
    package func string(_ key: String, default fallback: String, form: String = "text", _ help: String) -> String {
        value(key, form: form, fallback: fallback, help)?.text ?? fallback
    }

    /// The text as given, including the spaces around it; only line ends at its end are dropped.
    package func verbatim(_ key: String, _ help: String) -> String {
        guard let found = read(key, form: "text", fallback: "", help) else { return "" }
        var text = found.untrimmed[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }

    package func optional(_ key: String, form: String = "text", _ help: String) -> String? {
        value(key, form: form, fallback: "", help)?.text
    }

    /// `https://host[:port]`, without a trailing slash; nil when not set.
    package func origin(_ key: String, _ help: String) -> String? {
        guard let (text, source) = value(key, form: "URL", fallback: "", help) else { return nil }
        return Origin(web: text)?.text
            ?? refuse(
                key,
                text,
                source,
                "is not an http or https origin. Write scheme and host, and the port if needed: https://memory.example",
                nil
            )
    }

    /// Nil if not set.
    /// - Parameters:
    ///   - fault: what is wrong with a text that `parse` refuses, to follow the text.
    ///   - parse: returns nil for a text that cannot be used.
    package func parsed<Value>(
        _ key: String,
        form: String,
        _ help: String,
        fault: String,
        _ parse: (String) -> Value?
    ) -> Value? {
        guard let (text, source) = value(key, form: form, fallback: "", help) else { return nil }
        return parse(text) ?? refuse(key, text, source, fault, nil)
    }

    package func int(_ key: String, default fallback: Int, in range: ClosedRange<Int>, _ help: String) -> Int {
        let form = "\(range.lowerBound)…\(range.upperBound)"
        guard let (text, source) = value(key, form: form, fallback: String(fallback), help) else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            return refuse(key, text, source, "is not a whole number in \(form)", fallback)
        }
        return value
    }

    /// Nil if not set.
    package func optionalInt(_ key: String, in range: ClosedRange<Int>, _ help: String) -> Int? {
        let form = "\(range.lowerBound)…\(range.upperBound)"
        guard let (text, source) = value(key, form: form, fallback: "", help) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            return refuse(key, text, source, "is not a whole number in \(form)", nil)
        }
        return value
    }

    package func bool(_ key: String, default fallback: Bool, _ help: String) -> Bool {
        guard let (text, source) = value(key, form: "true | false", fallback: String(fallback), help) else {
            return fallback
        }
        return Self.truth(text) ?? refuse(key, text, source, "is neither true nor false", fallback)
    }

    package func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ key: String,
        default fallback: Value,
        _ help: String
    ) -> Value {
        let form = Value.allCases.map(\.rawValue).joined(separator: " | ")
        guard let (text, source) = value(key, form: form, fallback: fallback.rawValue, help) else { return fallback }
        return Value(rawValue: text) ?? refuse(key, text, source, "is not one of \(form)", fallback)
    }

    /// Nil if not set.
    package func optionalChoice<Value: RawRepresentable<String> & CaseIterable>(_ key: String, _ help: String) -> Value?
    {
        let form = Value.allCases.map(\.rawValue).joined(separator: " | ")
        guard let (text, source) = value(key, form: form, fallback: "", help) else { return nil }
        return Value(rawValue: text) ?? refuse(key, text, source, "is not one of \(form)", nil)
    }

    /// One of several words.
    package func word(_ key: String, of words: [String], default fallback: String, _ help: String) -> String {
        let form = words.joined(separator: " | ")
        guard let (text, source) = value(key, form: form, fallback: fallback, help) else { return fallback }
        return words.contains(text) ? text : refuse(key, text, source, "is not one of \(form)", fallback)
    }

    /// Empty when not set.
    package func list(_ key: String, _ help: String) -> [String] { list(key, help) { .usable($0) } }

    /// Empty when not set.
    /// - Parameter entry: checks each entry, and converts it to the form that is compared.
    package func list<Value>(_ key: String, _ help: String, each entry: (String) -> ListEntry<Value>) -> [Value] {
        guard let (text, source) = value(key, form: "list, separated by commas", fallback: "", help) else { return [] }
        let entries = text.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
        // An empty list often lets everyone in, which the operator who set it did not intend.
        guard !entries.isEmpty else {
            return refuse(key, text, source, "contains no entry; add one, or remove the setting", [])
        }
        return entries.compactMap { text in
            switch entry(text) {
            case .usable(let value): value
            case .refused(let reason): refuse(key, text, source, reason, nil)
            }
        }
    }

    static func truth(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }
}
