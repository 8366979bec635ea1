/// The words of a setting's name: `AGENT_MEMORY_HTTP_PUBLIC_URL`, `http.publicUrl` and `http.public-url` have the same.
struct SettingWords {
    /// In lower case, without our prefix.
    let all: [String]

    init(_ name: String) {
        let isVariable = name.hasPrefix(EnvironmentName.prefix)
        var spread = ""
        for character in isVariable ? name.dropFirst(EnvironmentName.prefix.count) : name[...] {
            if !isVariable, character.isUppercase, spread.last?.isUppercase == false { spread.append("_") }
            spread.append(character)
        }
        all = spread.lowercased().split { "_.-".contains($0) }.map(String.init)
    }

    /// What people put before or after a name to say yes or no.
    private static let switches: Set<String> = ["enabl", "disabl", "use", "no", "not", "is", "on", "off"]

    private var stems: [String] { all.map(Self.stem).filter { !Self.switches.contains($0) } }

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

    /// Whether these name nothing but the group of the setting, which is a group of people and clients.
    func areGroup(of key: String) -> Bool { Self.isGroup(stems) && key.hasPrefix(stems[0] + ".") }

    private static func isGroup(_ stems: [String]) -> Bool { [["auth"], ["oauth"], ["login"]].contains(stems) }

    /// Several words, or a long one.
    var areTelling: Bool { all.count > 1 || all.allSatisfy { $0.count >= 10 } }

    /// Whether the setting's words end with these.
    func end(_ key: String) -> Bool { SettingWords(key).all.suffix(all.count) == all[...] }

    /// Whether all of these come in the other words, in the same order.
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

    /// `enabled` and `enable`, `hosts` and `host` are one word.
    private static func stem(_ word: String) -> String {
        let ending = ["ed", "s", "e"].first { word.count > $0.count + 3 && word.hasSuffix($0) }
        return String(word.dropLast(ending?.count ?? 0))
    }
}
