import Testing

@testable import Settings

@Suite struct BackupSettingsTests {
    @Test("Without a schedule the server makes no backups; they would be next to the database")
    func defaults() throws {
        let backup = try ServerSettings(SettingInputs(flags: ["data": "/srv/memory"])).backup
        #expect(backup.schedule == nil && backup.recipient == nil && backup.keep == 7)
        #expect(backup.directory == "/srv/memory/backups")
    }

    @Test(
        "A schedule and a public key that cannot be used are problems with what to write instead",
        arguments: [
            ("backup.schedule", "daily", "is neither an interval (30m, 6h, 7d) nor a time of day"),
            ("backup.encryptTo", "amb-public-x", "is not a public key of `agent-memory backup keygen`"),
            ("backup.keep", "0", "is not a whole number in 1…10000"),
        ]
    )
    func problems(key: String, value: String, sentence: String) {
        let failure = #expect(throws: SettingProblems.self) {
            _ = try ServerSettings(SettingInputs(flags: [key: value]))
        }
        #expect(failure?.problems.count == 1 && failure?.problems[0].sentence.contains(sentence) == true)
    }
}
