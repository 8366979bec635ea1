import Base
import Testing

@testable import Backups

@Suite struct BackupScheduleTests {
    @Test(
        "A schedule is an interval or a time of day",
        arguments: [
            ("1m", BackupSchedule.every(minutes: 1)), ("6h", .every(minutes: 360)), ("7d", .every(minutes: 10_080)),
            ("03:30", .daily(minute: 210)), ("00:00", .daily(minute: 0)), ("23:59", .daily(minute: 1_439)),
        ]
    )
    func texts(text: String, schedule: BackupSchedule) {
        #expect(BackupSchedule(text) == schedule)
    }

    @Test(
        "Other texts are refused",
        arguments: [
            "", "m", "0h", "6", "6 h", "-6h", "+6h", "1.5h", "6H", "999999d", "9999999m", "3:30", "24:00", "03:60",
            "03:30:00", "+3:30", "daily", "٦h",
        ]
    )
    func refused(text: String) {
        #expect(BackupSchedule(text) == nil)
    }

    private func time(_ text: String) -> Timestamp { Timestamp(iso8601: text)! }

    @Test(
        "A backup is due when the interval has passed, or the time of day",
        arguments: [
            ("6h", nil, "2026-11-30T00:00:00Z", true),
            ("6h", "2026-11-30T00:00:00Z", "2026-11-30T05:59:59Z", false),
            ("6h", "2026-11-30T00:00:00Z", "2026-11-30T06:00:00Z", true),
            ("03:30", nil, "2026-11-30T00:00:00Z", true),
            ("03:30", "2026-11-29T03:30:10Z", "2026-11-30T03:29:59Z", false),
            ("03:30", "2026-11-29T03:30:10Z", "2026-11-30T03:30:00Z", true),
            ("03:30", "2026-11-30T03:30:10Z", "2026-11-30T23:59:00Z", false),
            ("03:30", "2026-11-30T01:00:00Z", "2026-11-30T03:30:00Z", true),
            ("03:30", "2026-11-25T03:30:00Z", "2026-11-30T01:00:00Z", true),
        ] as [(String, String?, String, Bool)]
    )
    func due(schedule: String, last: String?, now: String, isDue: Bool) throws {
        let schedule = try #require(BackupSchedule(schedule))
        #expect(schedule.isDue(last: last.map(time), at: time(now)) == isDue)
    }

    @Test("Names of backups contain their time and are read back; other names are left alone")
    func names() {
        let name = BackupName.of(time("2026-11-30T03:30:00.999Z"))
        #expect(name == "agent-memory-20261130T033000Z.backup")
        #expect(BackupName.time(in: name) == time("2026-11-30T03:30:00Z"))
        for other in [
            "agent-memory-.backup", "agent-memory-20261330T033000Z.backup",
            "agent-memory-20261130T033000Z.backup.part-1",
            "mine-20261130T033000Z.backup", "agent-memory-20261130T0330000.backup", "notes",
        ] {
            #expect(BackupName.time(in: other) == nil, "\(other)")
        }
    }

    @Test("The newest backups are kept, and other files")
    func excess() {
        let names = (1...5).map { BackupName.of(time("2026-11-0\($0)T00:00:00Z")) }
        #expect(
            BackupName.excess(of: (names + ["notes", "memory.db"]).shuffled(), keeping: 3) == Array(names.prefix(2))
        )
        #expect(BackupName.excess(of: names, keeping: 5) == [])
        #expect(BackupName.newest(of: names, at: time("2026-11-04T12:00:00Z")) == time("2026-11-04T00:00:00Z"))
        #expect(BackupName.newest(of: ["notes"], at: time("2026-11-04T12:00:00Z")) == nil)
    }
}
