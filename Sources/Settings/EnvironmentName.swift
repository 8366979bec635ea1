/// How a key is written in the environment: `http.port` is `AGENT_MEMORY_HTTP_PORT`.
package enum EnvironmentName {
    static let components = ["agent", "memory"]
    package static let prefix = "AGENT_MEMORY_"

    package static func of(_ key: String) -> String {
        var name = prefix
        for character in key {
            if character == "." || character == "-" {
                name.append("_")
            } else {
                if character.isUppercase { name.append("_") }
                name.append(character.uppercased())
            }
        }
        return name
    }

    /// The name of a variable as we write such names, for a spelling such as `agent_memory_auth_mode`,
    /// `AGENTMEMORYAUTH_MODE`, `AGENT-MEMORY-AUTH-MODE` or `AGENT_MEMROY_AUTH_MODE`; nil for other programs' variables.
    static func canonical(_ name: String) -> String? {
        let letters = name.utf8.lazy.filter { $0 != UInt8(ascii: "_") }
        guard letters.prefix(2).elementsEqual("ag".utf8, by: { $0 | 0x20 == $1 }) else { return nil }
        let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? Character($0.uppercased()) : "_" }
        guard let rest = rest(of: plain), !rest.isEmpty else { return nil }
        return prefix + String(rest)
    }

    /// The part after the prefix. The prefix may have one letter too many, too few or wrong, or two swapped letters, if
    /// its words are separate from the rest.
    private static func rest(of name: [Character]) -> ArraySlice<Character>? {
        if name.starts(with: prefix) { return name.dropFirst(prefix.count) }
        let wanted = components.joined().uppercased()
        var letters = ""
        var whole: ArraySlice<Character>?
        for (index, character) in name.enumerated() where character != "_" {
            letters.append(character)
            let rest = name[(index + 1)...]
            if rest.first == "_", letters.count >= wanted.count - 1, EditDistance.between(letters, wanted) <= 1 {
                return rest.dropFirst()
            }
            if letters == wanted { whole = rest }
            if letters.count > wanted.count { break }
        }
        return whole
    }
}
