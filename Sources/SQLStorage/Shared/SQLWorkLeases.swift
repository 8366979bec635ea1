import Base
import Memories

/// Leases in SQL. Times are those of the servers, whose clocks are compared with the database's.
struct SQLWorkLeases: WorkLeaseStore {
    let database: any SQLDatabase

    func take(_ name: String, for holder: String, until end: Timestamp, every interval: Duration, at now: Timestamp)
        async throws -> WorkLease
    {
        // Work without an interval is always due, also by the clock of a server that is behind.
        let due = interval > .zero ? now.advanced(by: .zero - interval) : Timestamp(milliseconds: .max)
        let taken = try await change(
            name,
            """
            INSERT INTO work_leases (name, holder, until, done_at) VALUES (\(name), \(holder), \(end), 0)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE (work_leases.until <= \(now) OR work_leases.holder = excluded.holder)
                AND work_leases.done_at <= \(due)
            RETURNING name
            """
        )
        guard taken.count == 0 else { return .taken }
        let held = try await database.rows(
            "SELECT 1 AS one FROM work_leases WHERE name = \(name) AND until > \(now) AND holder <> \(holder)"
        )
        return held.isEmpty ? .notDue : .held
    }

    func renew(_ name: String, for holder: String, until end: Timestamp) async throws -> Bool {
        try await change(
            name,
            "UPDATE work_leases SET until = \(end) WHERE name = \(name) AND holder = \(holder)"
        ).count > 0
    }

    func giveBack(_ name: String, by holder: String, doneAt: Timestamp?) async throws {
        _ = try await change(
            name,
            """
            UPDATE work_leases SET until = 0, done_at = coalesce(\(doneAt), done_at)
            WHERE name = \(name) AND holder = \(holder)
            """
        )
    }

    /// Each statement decides about one row, so no other batch has to wait for it.
    private func change(_ name: String, _ sql: SQL) async throws -> SQLResult {
        try await database.commit([.run(sql)], scope: .names([Identifier("work \(name)")])).all[0]
    }
}
