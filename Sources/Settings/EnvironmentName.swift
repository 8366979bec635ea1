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
}
