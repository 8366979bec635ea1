/// A section of docs/configuration.md.
struct SettingTopic {
    let title: String
    /// The first parts of the keys.
    let prefixes: [String]
    var introduction: String?

    static let all = [
        SettingTopic(title: "Network", prefixes: ["http", "tls"]),
        SettingTopic(title: "Who gets in", prefixes: ["auth", "tokens"]),
        SettingTopic(
            title: "Access tokens of identity providers",
            prefixes: ["auth.issuer"],
            introduction:
                "For each name in `auth.issuers`. [docs/providers](providers/README.md) has complete examples."
        ),
        SettingTopic(title: "Authorization server", prefixes: ["oauth"]),
        SettingTopic(title: "Login", prefixes: ["login"]),
        SettingTopic(
            title: "Login providers",
            prefixes: ["login.provider"],
            introduction:
                "For each name in `login.providers`. [docs/providers](providers/README.md) has complete examples."
        ),
        SettingTopic(title: "Pages", prefixes: ["pages"]),
        SettingTopic(title: "Storage and search", prefixes: ["data", "storage", "models", "search"]),
        SettingTopic(title: "Backups", prefixes: ["backup"]),
        SettingTopic(title: "Embeddings", prefixes: ["embedding"]),
        SettingTopic(
            title: "Language model",
            prefixes: ["llm"],
            introduction:
                "Without one, nothing is extracted from conversations. See [docs/extraction.md](extraction.md)."
        ),
        SettingTopic(title: "MCP", prefixes: ["mcp"]),
        SettingTopic(title: "Limits", prefixes: ["limits"]),
        SettingTopic(title: "Metrics and traces", prefixes: ["metrics", "traces"]),
        SettingTopic(title: "Logging, process and outgoing requests", prefixes: ["log", "process", "outbound"]),
        SettingTopic(title: "Commands", prefixes: ["config", "token"]),
    ]

    /// The topic with the longest prefix of the key; nil when none fits, which a test rules out.
    static func of(_ key: String) -> SettingTopic? {
        let fitting = all.flatMap { topic in topic.prefixes.map { (topic: topic, prefix: $0) } }
            .filter { key == $0.prefix || key.hasPrefix($0.prefix + ".") || key == $0.prefix + "File" }
        return fitting.max { $0.prefix.count < $1.prefix.count }?.topic
    }
}
