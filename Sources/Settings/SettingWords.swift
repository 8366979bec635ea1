/// The words of a setting's name: `AGENT_MEMORY_HTTP_PUBLIC_URL`, `http.publicUrl` and `http.public-url` have the same
/// words.
struct SettingWords {
    /// The words in lower case, without our prefix.
    let all: [String]
    private let stems: [String]

    init(_ name: String) {
        let variable = EnvironmentName.canonical(name)
        let isVariable = variable != nil
        var spread = ""
        for character in variable?.dropFirst(EnvironmentName.prefix.count) ?? name[...] {
            if !isVariable, character.isUppercase, spread.last?.isUppercase == false { spread.append("_") }
            spread.append(character)
        }
        self.init(words: spread.lowercased().split { "_.-".contains($0) }.map(String.init))
    }

    init(words: [String]) {
        all = words
        stems = words.map(Self.stem).filter { !Self.switches.contains($0) }
    }

    /// Words that people add to a name to say yes or no.
    private static let switches: Set<String> = ["enabl", "disabl", "use", "no", "not", "is", "on", "off"]

    /// Whether these are the words of the setting in any order, with or without its group. A single word must be long
    /// enough not to be a common one, such as `MODE` and `KIND`.
    func mean(_ key: String) -> Bool {
        let setting = SettingWords(key).stems
        if Self.areAlike(stems, setting), stems.count > 1 || Self.isGroup(stems) { return true }
        let isMember = SettingGroup.all.contains { key.hasPrefix($0.prefix) }
        let parts = key.split(separator: ".").dropFirst(isMember ? 3 : 1).joined(separator: ".")
        let bare = SettingWords(parts).stems
        return Self.areAlike(stems, bare) && (bare.count > 1 || (!isMember && bare[0].count >= 6))
    }

    /// Whether these words name only the group of the setting, and the group decides who gets in.
    func areGroup(of key: String) -> Bool { Self.isGroup(stems) && key.hasPrefix(stems[0] + ".") }

    private static func isGroup(_ stems: [String]) -> Bool { [["auth"], ["oauth"], ["login"]].contains(stems) }

    /// Whether these are several words, or one long word, so that they identify a setting.
    var areTelling: Bool { all.count > 1 || all.allSatisfy { $0.count >= 10 } }

    /// Whether the setting's words end with these.
    func end(_ key: String) -> Bool { SettingWords(key).all.suffix(all.count) == all[...] }

    /// Whether the other words contain all of these, in the same order.
    func areContained(in other: SettingWords) -> Bool {
        var rest = all[...]
        for word in other.all where word == rest.first { rest = rest.dropFirst() }
        return !all.isEmpty && rest.isEmpty
    }

    private static func areAlike(_ left: [String], _ right: [String]) -> Bool {
        guard !left.isEmpty, left.count == right.count else { return false }
        var rest = right
        for word in left {
            guard
                let index = rest.firstIndex(of: word)
                    ?? rest.firstIndex(where: { word.count >= 5 && EditDistance.between(word, $0) <= 1 })
            else { return false }
            rest.remove(at: index)
        }
        return true
    }

    /// The stem of a word: `enabled` and `enable` have the same one, and so have `hosts` and `host`.
    static func stem(_ word: String) -> String {
        let ending = ["ed", "s", "e"].first { word.count > $0.count + 3 && word.hasSuffix($0) }
        return String(word.dropLast(ending?.count ?? 0))
    }
}
