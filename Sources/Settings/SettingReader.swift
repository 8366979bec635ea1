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
    /// What may be wrong and does not end the start.
    package private(set) var warnings: [String] = []
    /// The members of each named group, by the key that lists them.
    private var members: [String: [String]] = [:]
    private let layers: SettingLayers

    package init(_ layers: SettingLayers) {
        self.layers = layers
    }

    package func note(_ sentence: String) {
        problems.append(SettingProblem(sentence))
    }

    package func warn(_ sentence: String) {
        warnings.append(sentence.escaped)
    }

    // MARK: Kinds of values

    package func string(_ key: String, default fallback: String, form: String = "text", _ help: String) -> String {
        value(key, form: form, fallback: fallback, help)?.text ?? fallback
    }

    /// As given, with the spaces around it; line ends at its end are dropped.
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
        return Origin.normalized(text)
            ?? refuse(
                key,
                text,
                source,
                "is no origin of http or https: a scheme, a host and perhaps a port, as in https://memory.example",
                nil
            )
    }

    package func int(_ key: String, default fallback: Int, in range: ClosedRange<Int>, _ help: String) -> Int {
        let form = "\(range.lowerBound)…\(range.upperBound)"
        guard let (text, source) = value(key, form: form, fallback: String(fallback), help) else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            return refuse(key, text, source, "is not a whole number in \(form)", fallback)
        }
        return value
    }

    /// Absent means nil, whatever that means to the setting.
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
        return Value(rawValue: text) ?? refuse(key, text, source, "is none of \(form)", fallback)
    }

    /// Absent means nil, whatever that means to the setting.
    package func optionalChoice<Value: RawRepresentable<String> & CaseIterable>(_ key: String, _ help: String) -> Value?
    {
        let form = Value.allCases.map(\.rawValue).joined(separator: " | ")
        guard let (text, source) = value(key, form: form, fallback: "", help) else { return nil }
        return Value(rawValue: text) ?? refuse(key, text, source, "is none of \(form)", nil)
    }

    /// - Parameter entry: judges each entry, and puts it into the form that it is compared in.
    package func list(
        _ key: String,
        default fallback: [String],
        _ help: String,
        each entry: (String) -> ListEntry = { .usable($0) }
    ) -> [String] {
        let form = "list, separated by commas"
        guard let (text, source) = value(key, form: form, fallback: fallback.joined(separator: ","), help) else {
            return fallback
        }
        let entries = text.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
        // An empty list often lets everybody in, which nobody means who sets one.
        guard !entries.isEmpty else {
            return refuse(key, text, source, "names nothing; remove the setting, or name something", fallback)
        }
        return entries.compactMap { text in
            switch entry(text) {
            case .usable(let text): text
            case .refused(let reason): refuse(key, text, source, reason, nil)
            }
        }
    }

    /// What a secret is used in, and so what it may hold.
    package enum SecretForm {
        case any
        /// In a field of an HTTP request, after a scheme.
        case header
        /// Presented to us as a bearer token (RFC 6750 §2.1).
        case bearer
    }

    /// Also readable as `…File`: the path of a file that holds the secret. White space around it is dropped, wherever
    /// it stands.
    package func secret(_ key: String, form: SecretForm = .any, _ help: String) -> Secret? {
        let direct = read(key, form: "text", fallback: "", help, isSecret: true)
        let fileKey = key + "File"
        guard let (path, source) = value(fileKey, form: "path", fallback: "", "A file that holds `\(key)`.") else {
            return direct.map { checked($0.text, form, "\(key) (\($0.source.description))") }
        }
        if let direct {
            note(
                "\(key) (\(direct.source.description)) and \(fileKey) (\(source.description)) are both set; keep one of them."
            )
            return nil
        }
        let name = "\(fileKey): the file \(path) (\(source.description))"
        do {
            guard let text = try SettingFile.text(at: path)?.trimmed else {
                note("\(name) does not exist.")
                return nil
            }
            guard text.isEmpty else { return checked(text, form, name) }
            note("\(name) is empty. Write the secret into it, or remove the setting.")
        } catch {
            note("\(name) \(error.reason)")
        }
        return nil
    }

    /// What a secret was before white space around it was dropped; nil when it had none, and for one in a file.
    package func untrimmed(_ key: String) -> Secret? {
        layers.value(key).flatMap { $0.untrimmed == $0.text ? nil : Secret($0.untrimmed) }
    }

    /// The members of a named group: `auth.issuers: okta,entra` makes `auth.issuer.okta.…` and `auth.issuer.entra.…`
    /// readable.
    /// - Parameter key: where the names stand. Names are lower-case letters, digits and `-`.
    package func names(_ key: String, _ help: String) -> [String] {
        var seen: Set<String> = []
        let names = list(key, default: [], help).filter { name in
            guard seen.insert(name).inserted else { return false }
            let isPlain = name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
            if !isPlain { note("\(key): the name “\(name)” may hold lower-case letters, digits and - only.") }
            return isPlain
        }
        members[key] = names
        return names
    }

    // MARK: After reading

    /// Judges every name that was given and that nobody reads: a misspelt setting must not pass for a set one.
    package func judgeUnknown() {
        let known = Set(entries.map(\.key))
        let knownNames = Set(known.map(EnvironmentName.of))
        let judge = UnknownSettings(keys: entries.map(\.key), members: members)
        for given in layers.given where !known.contains(given.name) && !knownNames.contains(given.name) {
            switch judge.verdict(on: given) {
            case .ignored: break
            case .warning(let sentence): if !warnings.contains(sentence) { warnings.append(sentence) }
            // Settings of one forgotten group are one problem.
            case .problem(let sentence): if !problems.contains(SettingProblem(sentence)) { note(sentence) }
            }
        }
    }

    /// Where a key's value came from.
    package func source(of key: String) -> SettingSource {
        entries.last { $0.key == key }?.source ?? .byDefault
    }

    // MARK: Parts

    private func value(_ key: String, form: String, fallback: String, _ help: String) -> (
        text: String, source: SettingSource
    )? {
        read(key, form: form, fallback: fallback, help).map { ($0.text, $0.source) }
    }

    private func read(_ key: String, form: String, fallback: String, _ help: String, isSecret: Bool = false)
        -> SettingLayers.Found?
    {
        let value = layers.value(key)
        entries.append(
            Entry(
                key: key,
                form: form,
                fallback: fallback,
                help: help,
                isSecret: isSecret,
                shown: value.map { isSecret ? "‹redacted›" : ShownText.of($0.text, isURL: form == "URL") },
                source: value?.source ?? .byDefault
            )
        )
        return value
    }

    private func refuse<Value>(
        _ key: String,
        _ text: String,
        _ source: SettingSource,
        _ fault: String,
        _ fallback: Value
    ) -> Value {
        let isURL = entries.last { $0.key == key }?.form == "URL"
        note("\(key): “\(ShownText.brief(ShownText.of(text, isURL: isURL)))” (\(source.description)) \(fault).")
        return fallback
    }

    /// Says where in a secret the first character stands that it cannot be used with, and never which.
    private func checked(_ text: String, _ form: SecretForm, _ name: String) -> Secret {
        let scalars = text.unicodeScalars
        let misfit = scalars.enumerated().first { _, scalar in
            switch form {
            case .any: false
            case .header: !(0x20...0x7e).contains(scalar.value)
            case .bearer:
                !scalar.isASCII || !(UInt8(scalar.value).isLetterOrDigit || "-._~+/=".unicodeScalars.contains(scalar))
            }
        }
        if let misfit {
            let what =
                form == .header
                ? "a line end, a control character or another that no HTTP header can carry"
                : "a character that no bearer token can have"
            note(
                "\(name) holds \(what): number \(misfit.offset + 1) of \(scalars.count). Copy it again, as one line without quotes."
            )
        }
        return Secret(text)
    }

    static func truth(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }
}

extension StringProtocol {
    /// Without the white space around it.
    var trimmed: String {
        var text = self[...].drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
