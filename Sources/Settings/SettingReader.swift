package import Base

/// Reads settings, and by reading documents them: each call names the key, the default, the range and the help.
///
/// A value that cannot be used is noted as a problem and the default returned, so that one run finds every problem.
package final class SettingReader {
    /// One setting as it was read.
    package struct Entry: Sendable, Hashable {
        package let key: String
        /// What may be written: `text`, `0…65535`, `token | disabled`.
        package let form: String
        /// As shown; empty when there is none.
        package let fallback: String
        package let help: String
        package let isSecret: Bool
        /// As read, redacted when secret; nil when only the default applies.
        package let shown: String?
        package let source: SettingSource
    }

    package private(set) var entries: [Entry] = []
    package private(set) var problems: [SettingProblem] = []
    private let layers: SettingLayers

    package init(_ layers: SettingLayers) {
        self.layers = layers
    }

    package func note(_ sentence: String) {
        problems.append(SettingProblem(sentence))
    }

    // MARK: Kinds of values

    package func string(_ key: String, default fallback: String, form: String = "text", _ help: String) -> String {
        read(key, form: form, fallback: fallback, help)?.text ?? fallback
    }

    package func optional(_ key: String, form: String = "text", _ help: String) -> String? {
        read(key, form: form, fallback: "", help)?.text
    }

    /// `https://host[:port]`, without a trailing slash; nil when not set.
    package func origin(_ key: String, _ help: String) -> String? {
        guard let (text, source) = read(key, form: "URL", fallback: "", help) else { return nil }
        return Origin.normalized(text)
            ?? refuse(
                key, text, source, "is no origin of http or https: a scheme, a host and perhaps a port, as in https://memory.example", nil)
    }

    package func int(_ key: String, default fallback: Int, in range: ClosedRange<Int>, _ help: String) -> Int {
        let form = "\(range.lowerBound)…\(range.upperBound)"
        guard let (text, source) = read(key, form: form, fallback: String(fallback), help) else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            return refuse(key, text, source, "is not a whole number in \(form)", fallback)
        }
        return value
    }

    /// Absent means nil, whatever that means to the setting.
    package func optionalInt(_ key: String, in range: ClosedRange<Int>, _ help: String) -> Int? {
        let form = "\(range.lowerBound)…\(range.upperBound)"
        guard let (text, source) = read(key, form: form, fallback: "", help) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            return refuse(key, text, source, "is not a whole number in \(form)", nil)
        }
        return value
    }

    package func bool(_ key: String, default fallback: Bool, _ help: String) -> Bool {
        guard let (text, source) = read(key, form: "true | false", fallback: String(fallback), help) else { return fallback }
        return Self.truth(text) ?? refuse(key, text, source, "is neither true nor false", fallback)
    }

    package func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ key: String, default fallback: Value, _ help: String
    ) -> Value {
        let form = Value.allCases.map(\.rawValue).joined(separator: " | ")
        guard let (text, source) = read(key, form: form, fallback: fallback.rawValue, help) else { return fallback }
        return Value(rawValue: text) ?? refuse(key, text, source, "is none of \(form)", fallback)
    }

    /// Absent means nil, whatever that means to the setting.
    package func optionalChoice<Value: RawRepresentable<String> & CaseIterable>(_ key: String, _ help: String) -> Value? {
        let form = Value.allCases.map(\.rawValue).joined(separator: " | ")
        guard let (text, source) = read(key, form: form, fallback: "", help) else { return nil }
        return Value(rawValue: text) ?? refuse(key, text, source, "is none of \(form)", nil)
    }

    package func list(_ key: String, default fallback: [String], _ help: String) -> [String] {
        guard let (text, _) = read(key, form: "list, separated by commas", fallback: fallback.joined(separator: ","), help) else {
            return fallback
        }
        return text.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
    }

    /// Also readable as `…File`: the path of a file that holds the secret, its last newline dropped.
    package func secret(_ key: String, _ help: String) -> Secret? {
        let direct = read(key, form: "text", fallback: "", help, isSecret: true)
        let fileKey = key + "File"
        guard let (path, source) = read(fileKey, form: "path", fallback: "", "A file that holds `\(key)`.") else {
            return direct.map { Secret($0.text) }
        }
        if let direct {
            note("\(key) (\(direct.source.description)) and \(fileKey) (\(source.description)) are both set; keep one of them.")
            return nil
        }
        let name = "\(fileKey): the file \(path) (\(source.description))"
        do {
            guard let text = try SettingFile.text(at: path)?[...].trimmed else {
                note("\(name) does not exist.")
                return nil
            }
            guard text.isEmpty else { return Secret(text) }
            note("\(name) is empty. Write the secret into it, or remove the setting.")
        } catch {
            note("\(name) \(error.reason)")
        }
        return nil
    }

    /// The members of a named group: `auth.issuers: okta,entra` makes `auth.issuer.okta.…` and `auth.issuer.entra.…` readable.
    /// - Parameter key: where the names stand. Names are lower-case letters, digits and `-`.
    package func names(_ key: String, _ help: String) -> [String] {
        var seen: Set<String> = []
        return list(key, default: [], help).filter { name in
            guard seen.insert(name).inserted else { return false }
            let isPlain = name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
            if !isPlain { note("\(key): the name “\(name)” may hold lower-case letters, digits and - only.") }
            return isPlain
        }
    }

    // MARK: After reading

    /// Notes every name that was given and that nobody reads: a misspelt setting must not pass for a set one.
    package func refuseUnknown() {
        let known = Set(entries.map(\.key))
        let knownNames = Set(known.map(EnvironmentName.of))
        for (name, source) in layers.given where !known.contains(name) && !knownNames.contains(name) {
            note("\(name) (\(source.description)) is no setting; `agent-memory config explain` lists those there are.")
        }
    }

    /// Where a key's value came from.
    package func source(of key: String) -> SettingSource {
        entries.last { $0.key == key }?.source ?? .byDefault
    }

    // MARK: Parts

    private func read(
        _ key: String, form: String, fallback: String, _ help: String, isSecret: Bool = false
    ) -> (text: String, source: SettingSource)? {
        let value = layers.value(key)
        entries.append(
            Entry(
                key: key, form: form, fallback: fallback, help: help, isSecret: isSecret,
                shown: value.map { isSecret ? "‹redacted›" : $0.text }, source: value?.source ?? .byDefault))
        return value
    }

    private func refuse<Value>(_ key: String, _ text: String, _ source: SettingSource, _ fault: String, _ fallback: Value) -> Value {
        note("\(key): “\(text)” (\(source.description)) \(fault).")
        return fallback
    }

    static func truth(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }
}

extension Substring {
    /// Without the blanks around it.
    var trimmed: String {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
