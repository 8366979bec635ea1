import Base

/// Reads and documents settings: each call names the key, the default, the range and the help.
///
/// A value that cannot be used becomes a problem, and the default is returned, so that one run finds every problem.
package final class SettingReader {
    /// One setting as it was read.
    package struct Entry: Sendable, Hashable {
        package let key: String
        /// The allowed values: `text`, `0…65535`, `token | disabled`.
        package let form: String
        /// The default as shown; empty when there is none.
        package let fallback: String
        package let help: String
        package let isSecret: Bool
        /// As read, redacted when secret; nil when only the default applies.
        package let shown: String?
        package let source: SettingSource
    }

    package private(set) var entries: [Entry] = []
    package private(set) var problems: [SettingProblem] = []
    /// Possible mistakes that do not prevent the start.
    package private(set) var warnings: [String] = []
    /// The members of each named group, by the key that lists them.
    var members: [String: [String]] = [:]
    /// Invalid names in such lists, in lower case.
    var refusedMembers: [String: Set<String>] = [:]
    let layers: SettingLayers

    package init(_ layers: SettingLayers) {
        self.layers = layers
    }

    package func note(_ sentence: String) {
        problems.append(SettingProblem(sentence))
    }

    package func warn(_ sentence: String) {
        warnings.append(sentence.escaped)
    }

    // MARK: After reading

    /// Reports settings in the file that decide who gets in and have no value. An operator who writes `registration:`
    /// does not expect the default, which lets everyone register.
    package func judgeEmpty() {
        for entry in entries where entry.source == .byDefault && layers.empty.contains(entry.key) {
            guard Suggestion.protects(entry.key), let file = layers.given.last(where: { $0.name == entry.key })?.source
            else { continue }
            let fallback = entry.fallback.isEmpty ? "" : " (\(entry.fallback))"
            note(
                "\(entry.key) (\(file.description)) has no value. Write one (\(entry.form)), or remove the line to use the default"
                    + "\(fallback)."
            )
        }
    }

    /// Reports every unknown name: an operator must not believe that a misspelt setting has an effect.
    package func judgeUnknown() {
        let known = Set(entries.map(\.key) + SettingLayers.formerNames.values)
        let knownNames = Set(known.map(EnvironmentName.of))
        let judge = UnknownSettings(
            keys: entries.map(\.key),
            members: members,
            refused: refusedMembers,
            links: layers.links
        )
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

    /// Whether nothing gives the setting a value, and no other problem says so: `judgeEmpty` reports a line without one.
    func isMissing(_ key: String) -> Bool { source(of: key) == .byDefault && !layers.empty.contains(key) }

    /// A setting with where its value came from: `oauth.privateKey (environment)`. For a secret in a file it is the
    /// setting that names the file.
    package func named(_ key: String) -> String {
        let isInFile = source(of: key) == .byDefault && source(of: key + "File") != .byDefault
        let shown = isInFile ? key + "File" : key
        return "\(shown) (\(source(of: shown).description))"
    }

    // MARK: Parts

    func value(_ key: String, form: String, fallback: String, _ help: String) -> (
        text: String, source: SettingSource
    )? {
        read(key, form: form, fallback: fallback, help).map { ($0.text, $0.source) }
    }

    func read(_ key: String, form: String, fallback: String, _ help: String, isSecret: Bool = false)
        -> SettingLayers.Found?
    {
        let value = current(key)
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

    /// The value of a setting, also under the name it had in earlier versions.
    private func current(_ key: String) -> SettingLayers.Found? {
        let value = layers.value(key)
        guard let former = SettingLayers.formerNames[key], let old = layers.value(former) else { return value }
        guard let value, !value.source.isForeign else {
            warn(
                "\(former) (\(old.source.description)) is now called \(key). The old name still works; please rename it."
            )
            return old
        }
        note(
            "\(former) (\(old.source.description)) is the former name of \(key) (\(value.source.description)). Both are set; "
                + "remove \(former)."
        )
        return value
    }

    func refuse<Value>(
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
}

extension StringProtocol {
    /// The text without the white space around it.
    package var trimmed: String {
        var text = self[...].drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
