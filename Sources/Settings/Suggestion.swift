/// The settings that an unknown name may mean.
struct Suggestion {
    /// At most two, the likeliest first.
    let names: [String]
    /// Whether the name comes close to a setting that decides who gets in and to what.
    let isProtection: Bool

    /// A setting's key, and its name in the notation of the unknown name.
    typealias Setting = (key: String, name: String)

    private static let protections = [
        ["auth"], ["oauth"], ["login"], ["tokens"], ["http", "allowed"], ["http", "trusted"],
    ]

    /// Whether a setting decides who gets in and to what.
    static func protects(_ key: String) -> Bool { protects(SettingWords(key).all) }

    /// Whether two keys are the same setting, of any member of a group.
    private static func isSame(_ key: String, _ example: String) -> Bool {
        guard let place = example.firstRange(of: ".name.") else { return key == example }
        return key.hasPrefix(example[...place.lowerBound]) && key.hasSuffix(example[place.upperBound...].description)
            && key.split(separator: ".").count == example.split(separator: ".").count
    }

    private static func protects(_ words: [String]) -> Bool {
        protections.contains { words.starts(with: $0) && words.count > $0.count }
    }

    /// - Parameters:
    ///   - settings: the settings that were read.
    ///   - members: the settings of groups that have no members yet.
    init(for name: String, among settings: [Setting], members: [Setting] = []) {
        let words = SettingWords(name)
        let text = words.all.joined()
        let near = settings.map {
            (setting: $0, distance: EditDistance.between(text, SettingWords($0.name).all.joined()))
        }
        .filter { $0.distance <= max(1, min(3, text.count / 4)) }
        let closest = near.map(\.distance).min()
        let likely = near.filter { $0.distance == closest }.map(\.setting)
        let meaning = SettingWords(words: ProtectionWords.meaning(of: words.all))
        // `LOCAL_LOGIN`, `DISABLE_REGISTRATION`: the same words in another order, or without the group.
        let same = (settings + members).filter { words.mean($0.key) || meaning.mean($0.key) }
        let protecting = same.filter { Self.protects($0.key) }
        let alike = protecting.isEmpty ? same : protecting
        // `AGENT_MEMORY_AUTH=token`: the group alone.
        let group = settings.first { Self.protects(SettingWords($0.key).all) && words.areGroup(of: $0.key) }
        // `PORT` lacks words of its setting; `DATA_DIR` has more.
        let wider = settings.filter { words.areContained(in: SettingWords($0.name)) }
        let narrower = settings.filter {
            let other = SettingWords($0.name)
            return other.all.count == words.all.count - 1 && other.areContained(in: words)
        }
        let meant = ProtectionWords.settings(meantBy: meaning.all)
        let telling = (meant ?? []).compactMap { key in
            let same = (settings + members).filter { Self.isSame($0.key, key) }
            return same.first { setting in words.all.contains { setting.key.contains(".\($0).") } } ?? same.first
        }
        let candidates = [likely, alike, group.map { [$0] } ?? [], telling, wider, narrower]
        // A name that is about a protection never suggests another setting, such as `HTTP_HOST` for `HTTP_HOSTS`.
        let fitting = meant == nil ? candidates : candidates.map { $0.filter { Self.protects($0.key) } }
        names = (fitting.first { !$0.isEmpty } ?? []).prefix(2).map(\.name)
        isProtection =
            meant != nil || group != nil || Self.protects(words.all) || Self.protects(meaning.all)
            || (likely + alike).contains { Self.protects($0.key) }
            || near.contains { Self.protects($0.setting.key) }
            || wider.contains { words.areTelling && Self.protects($0.key) && words.end($0.key) }
    }
}
