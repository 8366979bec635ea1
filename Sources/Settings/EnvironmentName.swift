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
    /// `AGENTMEMORY_AUTH_MODE` or `AGENT-MEMORY-AUTH-MODE`; nil for other programs' variables.
    static func canonical(_ name: String) -> String? {
        guard name.utf8.prefix(5).elementsEqual("agent".utf8, by: { $0 | 0x20 == $1 }) else { return nil }
        let plain = String(
            name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? Character($0.uppercased()) : "_" }
        )
        return [prefix, "AGENTMEMORY_"].first { plain.hasPrefix($0) && plain.count > $0.count }
            .map { prefix + plain.dropFirst($0.count) }
    }
}
