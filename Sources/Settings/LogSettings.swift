/// What is written to standard error.
package struct LogSettings: Sendable {
    package enum Level: String, Sendable, Hashable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    package let level: Level

    init(_ s: SettingReader) {
        level = s.choice(
            "log.level",
            default: Level.info,
            "How much is logged. Tokens, secrets and the texts of memories are never logged."
        )
    }
}
