/// A group whose members are named by another setting: `auth.issuers: okta` makes `auth.issuer.okta.url` readable.
struct SettingGroup: Sendable {
    /// The setting that lists the members' names.
    let list: String
    /// The beginning of their settings' keys.
    let prefix: String
    var variablePrefix: String { EnvironmentName.of(prefix) }

    static let all = [
        SettingGroup(list: "auth.issuers", prefix: "auth.issuer."),
        SettingGroup(list: "login.providers", prefix: "login.provider."),
    ]

    /// The rest of the keys after the member's name.
    var settings: [String] { examples.map { String($0.dropFirst(prefix.count + 5)) } }

    /// The settings of a member that is called `name`.
    var examples: [String] { Self.keys.filter { $0.hasPrefix(prefix + "name.") } }

    /// The parts of the names of all settings.
    static let words = Set(keys.flatMap { $0.split(separator: ".").map(String.init) })

    /// The keys of all settings; each group has one member, `name`.
    static let keys =
        (try? ServerSettings(SettingInputs(flags: SettingReference.exampleGroups)))?.entries.map(\.key) ?? []
}

/// Classifies unknown names. In the configuration file each one is a problem. Other programs set variables too
/// (Kubernetes, compose files, CI), so in the environment only a name that resembles a protection prevents the start: a
/// misspelt protection has no effect.
struct UnknownSettings {
    enum Verdict: Equatable {
        case ignored
        case warning(String)
        case problem(String)
    }

    /// Every setting that was read, in the order of the reference.
    let keys: [String]
    /// The members of each named group, by the key that lists them.
    let members: [String: [String]]
    /// Invalid names in such lists, in lower case. They are already reported with the list.
    let refused: [String: Set<String>]
    let links: ContainerLinks

    func verdict(on given: SettingLayers.Given) -> Verdict {
        if let value = given.value, links.made(given.name, value: value) { return .ignored }
        let isRefused = SettingGroup.all.contains { group in
            member(of: group, given).map { refused[group.list, default: []].contains($0.lowercased()) } == true
        }
        if isRefused { return .ignored }
        if let sentence = nameless(given) ?? unlisted(given) ?? misplaced(given) { return .problem(sentence) }
        let isVariable = given.value != nil
        let name = isVariable ? given.name : Self.printable(given.name)
        func named(_ key: String) -> Suggestion.Setting {
            (key, isVariable ? EnvironmentName.of(key) : key.replacing(".name.", with: ".NAME."))
        }
        let unused = SettingGroup.all.filter { members[$0.list, default: []].isEmpty }.flatMap(\.examples)
        let wanted = Suggestion(for: name, among: keys.map(named), members: unused.map(named))
        let question = wanted.names.isEmpty ? "" : " Did you mean \(wanted.names.joined(separator: " or "))?"
        // A secret that was written as a key does not resemble a known name.
        let shown = isVariable || !wanted.names.isEmpty ? name : Self.recognizable(name)
        let unknown = "Unknown setting \(shown) (\(given.source.description))"
        if isVariable, !wanted.isProtection { return .warning(unknown + " is ignored." + question) }
        return .problem(
            unknown + "." + (question.isEmpty ? " `agent-memory config explain` lists every setting." : question)
        )
    }

    /// A setting of a group without the name of a member, such as `login.provider.url` or `login.provider..url`.
    private func nameless(_ given: SettingLayers.Given) -> String? {
        for group in SettingGroup.all {
            let prefix = given.value == nil ? group.prefix : group.variablePrefix
            guard given.name.hasPrefix(prefix) else { continue }
            let rest = given.name.dropFirst(prefix.count)
            let isSetting = group.settings.contains { given.value == nil && $0 == rest }
            guard rest.isEmpty || rest.hasPrefix(given.value == nil ? "." : "_") || isSetting else { continue }
            let list = given.value == nil ? "`\(group.list): okta`" : "`\(EnvironmentName.of(group.list))=okta`"
            let example = given.value == nil ? group.prefix + "okta.url" : EnvironmentName.of(group.prefix + "okta.url")
            return
                "\(prefix)… (\(given.source.description)) is set without the name of a member. Choose a name, list it with \(list), and "
                + "write it in the setting: \(example)."
        }
        return nil
    }

    /// A setting of a member that its list does not name.
    private func unlisted(_ given: SettingLayers.Given) -> String? {
        for group in SettingGroup.all {
            guard let member = member(of: group, given), members[group.list]?.contains(member) != true else { continue }
            let list = ((members[group.list] ?? []) + [member]).joined(separator: ",")
            let cure = given.value == nil ? "\(group.list): \(list)" : "\(EnvironmentName.of(group.list))=\(list)"
            return
                "\(group.prefix)\(member).… (\(given.source.description)) is set, but \(group.list) does not name \(member). Add `\(cure)`."
        }
        return nil
    }

    private func member(of group: SettingGroup, _ given: SettingLayers.Given) -> String? {
        let settings = group.settings
        if given.value != nil {
            guard given.name.hasPrefix(group.variablePrefix) else { return nil }
            let rest = given.name.dropFirst(group.variablePrefix.count)
            let endings = settings.map { "_" + EnvironmentName.of($0).dropFirst(EnvironmentName.prefix.count) }
            guard
                let ending = endings.filter({ rest.hasSuffix($0) && rest.count > $0.count }).max(by: {
                    $0.count < $1.count
                })
            else {
                return nil
            }
            return rest.dropLast(ending.count).lowercased().replacing("_", with: "-")
        }
        // Operators often write the settings below the list at first.
        for prefix in [group.prefix, group.list + "."] where given.name.hasPrefix(prefix) {
            let parts = given.name.dropFirst(prefix.count).split(
                separator: ".",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            if parts.count == 2, settings.contains(String(parts[1])) { return Self.printable(String(parts[0])) }
        }
        return nil
    }

    /// A value where the file has a group, or a group where it has a value.
    private func misplaced(_ given: SettingLayers.Given) -> String? {
        guard given.value == nil else { return nil }
        if let key = keys.first(where: { $0.hasPrefix(given.name + ".") }) {
            return
                "\(given.name) (\(given.source.description)) is a group of settings. Write `\(given.name):` and, indented below it, "
                + "`\(key.dropFirst(given.name.count + 1).prefix { $0 != "." }): …`."
        }
        guard let key = keys.first(where: { given.name.hasPrefix($0 + ".") }) else { return nil }
        return "\(key) (\(given.source.description)) takes one value and no settings below it."
    }

    /// The parts of an unknown key in a file, up to the first that does not consist of letters as ours do.
    static func recognizable(_ name: String) -> String {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let known = parts.prefix { part in part.count <= 32 && part.allSatisfy { $0.isASCII && $0.isLetter } }
        return known.count == parts.count ? name : (known.map(String.init) + ["…"]).joined(separator: ".")
    }

    /// The beginning of a key in a file. What follows an unusual character is more likely a value than a name, and may
    /// be a secret.
    private static func printable(_ name: String) -> String {
        let start = name.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        return start.count == name.count ? name : start + "…"
    }
}
