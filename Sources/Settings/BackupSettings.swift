package import Backups

/// The backups that the server makes by itself.
package struct BackupSettings: Sendable {
    /// Nil: the server makes none.
    package let schedule: BackupSchedule?
    package let directory: String
    /// The number of scheduled backups that are kept.
    package let keep: Int
    /// The public key to which they are encrypted; nil leaves them in the clear.
    package let recipient: BackupRecipient?

    init(_ s: SettingReader, data: String) {
        schedule = s.parsed(
            "backup.schedule",
            form: "interval or UTC time",
            "When the server makes a backup: after an interval (`30m`, `6h`, `7d`) or every day at a time in UTC (`03:30`). By default it "
                + "makes none.",
            fault: "is neither an interval (30m, 6h, 7d) nor a time of day in UTC (03:30)",
            BackupSchedule.init
        )
        directory =
            s.optional(
                "backup.directory",
                form: "path",
                "Where it puts them. Default: `backups` in the data directory. Choose another disk."
            ) ?? data + "/backups"
        keep = s.int(
            "backup.keep",
            default: 7,
            in: 1...10_000,
            "How many of them it keeps. It removes older ones after each new backup."
        )
        recipient = s.parsed(
            "backup.encryptTo",
            form: "public key",
            "The public key that `agent-memory backup keygen` printed. The server encrypts its backups to it and cannot open them.",
            fault: "is not a public key of `agent-memory backup keygen`, or was mistyped",
            { BackupRecipient($0) }
        )
    }
}
