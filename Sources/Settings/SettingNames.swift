/// Named groups of settings.
extension SettingReader {
    /// The members of a named group: `auth.issuers: okta,entra` makes `auth.issuer.okta.…` and `auth.issuer.entra.…`
    /// readable.
    /// - Parameter key: the setting that lists the names. Names are lower-case letters, digits and `-`.
    package func names(_ key: String, _ help: String) -> [String] {
        var seen: Set<String> = []
        let names = list(key, help).filter { name in
            guard seen.insert(name).inserted else { return false }
            let isPlain = name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
            if !isPlain {
                note(
                    "\(key): the name “\(ShownText.brief(name))” can contain only lower-case letters, digits and “-”. \(Self.example(for: name))"
                )
                refusedMembers[key, default: []].insert(name.lowercased())
            }
            return isPlain
        }
        members[key] = names
        return names
    }

    private static func example(for name: String) -> String {
        let plain = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return "Write it, and the settings under it, as \(ShownText.brief(String(plain)))."
    }
}
