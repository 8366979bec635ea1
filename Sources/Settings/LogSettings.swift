/// What is written to standard error.
package struct LogSettings: Sendable {
    package enum Level: String, Sendable, Hashable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    /// How a line is written.
    package enum Format: String, Sendable, Hashable, CaseIterable {
        case text, json
    }

    package let level: Level
    package let format: Format
    /// Whether every request is logged.
    package let requests: Bool

    init(_ s: SettingReader) {
        level = s.choice(
            "log.level",
            default: Level.info,
            "How much is logged. Tokens, secrets and the texts of memories are never logged."
        )
        format = s.choice("log.format", default: Format.text, "Lines for people, or one JSON object a line.")
        requests = s.bool(
            "log.requests",
            default: true,
            "Log a line for every request. Otherwise only for those that failed in the server."
        )
    }
}
