package import Base
package import Identity
package import Memories

/// Events in SQL.
package struct SQLMemoryEventStore: MemoryEventStore {
    private struct Caller: Hashable {
        let workspace: ID<Workspace>
        let provenance: Provenance
    }

    private let database: any SQLDatabase
    private let provenances: SQLProvenances

    package init(database: any SQLDatabase) {
        self.database = database
        provenances = SQLProvenances(database: database)
    }

    package func add(_ events: [MemoryEvent]) async throws {
        var steps: [SQLStep] = []
        let callers = Dictionary(grouping: events) { Caller(workspace: $0.workspace, provenance: $0.provenance) }
        for (caller, events) in callers {
            let condition = SQLProvenances.condition(caller.provenance, in: caller.workspace)
            steps += [SQLProvenances.adding(caller.provenance, in: caller.workspace)].compactMap(\.self)
            steps += try events.map { try EventRow.adding($0, of: condition) }
            steps += EventRow.counting(events, of: condition)
            steps += EventRow.reading(events, in: caller.workspace, of: condition)
        }
        guard !steps.isEmpty else { return }
        _ = try await database.commit(steps)
    }

    package func readers(_ access: Access, of memory: OwnedID) async throws -> [MemoryReader] {
        let rows = try await database.rows(
            """
            SELECT r.provenance_id, r.reads, r.last_at FROM memories m JOIN memory_readers r ON r.memory_row = m.row_id
            WHERE \(MemoryConditions.reach(access)) AND m.user_id = \(memory.userID.text) AND m.id = \(memory.id.text)
            """
        )
        let known = try await provenances.all(rows.map { try $0.integer("provenance_id") })
        var readers: [ReaderKey: MemoryReader] = [:]
        for row in rows {
            guard let provenance = known[try row.integer("provenance_id")] else { continue }
            let key = ReaderKey(application: provenance.application, person: provenance.person)
            let (reads, last) = (Int(try row.integer("reads")), try row.timestamp("last_at"))
            readers[key] = MemoryReader(
                application: provenance.application,
                person: provenance.person,
                personName: provenance.personName,
                reads: reads + (readers[key]?.reads ?? 0),
                last: max(last, readers[key]?.last ?? last)
            )
        }
        return readers.values.sorted { ($0.last, $0.reads) > ($1.last, $1.reads) }
    }

    private struct ReaderKey: Hashable {
        let application: ApplicationID
        let person: ID<User>?
    }

    package func activity(_ access: Access, _ filter: ActivityFilter, page: PageRequest) async throws -> Page<
        MemoryEvent
    > {
        guard let person = Self.person(access) else { return Page(items: [], total: 0) }
        var conditions: [SQL] = ["e.workspace_id = \(access.workspace)", "e.user_id = \(person)"]
        if let from = filter.from { conditions.append("e.at >= \(from)") }
        if let to = filter.to { conditions.append("e.at < \(to)") }
        if let actions = filter.actions {
            conditions.append("e.action IN (\(SQL.list(actions.map(\.rawValue).sorted())))")
        }
        if let application = filter.application {
            conditions.append(
                """
                e.provenance_id IN (SELECT v.id FROM provenances v WHERE v.workspace_id = \(access.workspace)
                    AND v.user_id = \(person) AND \(SQLProvenances.condition(application)))
                """
            )
        }
        let rows = try await database.rows(
            """
            SELECT \(EventRow.columns) FROM memory_events e WHERE \(SQL.all(conditions))
            ORDER BY e.at DESC, e.id DESC LIMIT \(page.limit) OFFSET \(page.offset)
            """,
            effort: .scan
        )
        let total = try await database.number(
            "SELECT count(*) FROM memory_events e WHERE \(SQL.all(conditions))",
            effort: .scan
        )
        let known = try await provenances.all(rows.map { try $0.integer("provenance_id") })
        return Page(items: try rows.compactMap { try EventRow.event($0, known) }, total: Int(total))
    }

    package func days(_ access: Access, since time: Timestamp) async throws -> [ApplicationDay] {
        guard let person = Self.person(access) else { return [] }
        return try await database.rows(
            """
            SELECT v.identified_by, v.issuer, v.application, d.day, sum(d.reads) AS reads, sum(d.searches) AS searches,
                sum(d.writes) AS writes, max(d.last_at) AS last_at
            FROM provenances v JOIN provenance_days d ON d.provenance_id = v.id
            WHERE v.workspace_id = \(access.workspace) AND v.user_id = \(person) AND d.day >= \(time.day)
            GROUP BY v.identified_by, v.issuer, v.application, d.day
            ORDER BY d.day, v.application, v.identified_by, v.issuer
            """,
            effort: .scan
        ).map {
            ApplicationDay(
                application: try ProvenanceRow.application($0),
                day: Timestamp(day: Int(try $0.integer("day"))),
                reads: Int(try $0.integer("reads")),
                searches: Int(try $0.integer("searches")),
                writes: Int(try $0.integer("writes")),
                last: try $0.timestamp("last_at")
            )
        }
    }

    package func purge(before time: Timestamp, daysBefore day: Timestamp) async throws -> Int {
        try await database.commit([
            .run("DELETE FROM memory_events WHERE at < \(time)"),
            .run("DELETE FROM memory_readers WHERE last_at < \(time)"),
            .run("DELETE FROM provenance_days WHERE day < \(day.day)"),
        ]).count
    }

    /// The person whose events the caller may see: their own. Callers without a person see those of application back
    /// ends, if they may read every user of the workspace; nil for everyone else.
    private static func person(_ access: Access) -> String? {
        guard let provenance = access.provenance else { return nil }
        if let person = provenance.person { return person.rawValue }
        switch access.reach {
        case .everyone: return ""
        case .only: return nil
        }
    }
}
