package import Base
package import Identity
package import Memories

/// Events in SQL.
package struct SQLMemoryEventStore: MemoryEventStore {
    private struct Caller: Hashable {
        let workspace: ID<Workspace>
        let provenance: Provenance
    }

    let database: any SQLDatabase
    private let provenances: SQLProvenances

    package init(database: any SQLDatabase) {
        self.database = database
        provenances = SQLProvenances(database: database)
    }

    package func add(_ writes: [MemoryEvent], _ reads: [MemoryReads]) async throws {
        let writes = Dictionary(grouping: writes) { Caller(workspace: $0.workspace, provenance: $0.provenance) }
        let reads = Dictionary(grouping: reads) { Caller(workspace: $0.workspace, provenance: $0.provenance) }
        var steps: [SQLStep] = []
        for caller in Set(writes.keys).union(reads.keys) {
            let condition = SQLProvenances.condition(caller.provenance, in: caller.workspace)
            let (someWrites, someReads) = (writes[caller] ?? [], reads[caller] ?? [])
            steps += [SQLProvenances.adding(caller.provenance, in: caller.workspace)].compactMap(\.self)
            steps += try someWrites.map { try EventRow.adding($0, of: condition) }
            steps += someReads.map { EventRow.adding($0, of: condition) }
            steps += EventRow.counting(someWrites, someReads, of: condition)
        }
        guard !steps.isEmpty else { return }
        _ = try await database.commit(steps)
    }

    package func readers(_ access: Access, of memory: OwnedID) async throws -> [MemoryReader] {
        let isAsked: SQL = """
            \(MemoryConditions.reach(access)) AND m.user_id = \(memory.userID.text) AND m.id = \(memory.id.text)
            """
        let gathered = try await database.rows(
            """
            SELECT r.provenance_id, r.reads, r.last_at FROM memories m JOIN memory_readers r ON r.memory_row = m.row_id
            WHERE \(isAsked)
            """
        )
        let open = try await database.rows(
            """
            SELECT m.row_id, e.provenance_id, e.reads, e.last_at
            FROM memories m JOIN memory_events e \(SQL.indexOfOpenEvents) ON e.partition_id = m.partition_id
            WHERE \(isAsked) AND e.minute IS NOT NULL
            """
        )
        var sums = try gathered.map {
            (
                number: try $0.integer("provenance_id"), reads: Int(try $0.integer("reads")),
                last: try $0.timestamp("last_at")
            )
        }
        for event in open {
            let asked = try event.integer("row_id")
            var times = 0
            PackedReads.each(try event.blob("reads")) { row, count in if row == asked { times += count } }
            if times > 0 { sums.append((try event.integer("provenance_id"), times, try event.timestamp("last_at"))) }
        }
        let known = try await provenances.all(sums.map(\.number))
        var readers: [ReaderKey: MemoryReader] = [:]
        for sum in sums {
            guard let provenance = known[sum.number] else { continue }
            let key = ReaderKey(application: provenance.application, person: provenance.person)
            readers[key] = MemoryReader(
                application: provenance.application,
                person: provenance.person,
                personName: provenance.personName,
                reads: sum.reads + (readers[key]?.reads ?? 0),
                last: max(sum.last, readers[key]?.last ?? sum.last)
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
        let own: SQL = """
            SELECT v.id FROM provenances v WHERE v.workspace_id = \(access.workspace) AND v.user_id = \(person)
            """
        if let applications = filter.applications {
            conditions.append("e.provenance_id IN (\(own) AND \(SQLProvenances.condition(applications)))")
        }
        if filter.withoutLooking {
            let reading = MemoryEvent.Action.allCases.filter(\.isReading).map(\.rawValue)
            let pages = ApplicationID.Identification.browser.rawValue
            conditions.append(
                """
                NOT (e.action IN (\(SQL.list(reading))) AND e.provenance_id IN (\(own) AND v.identified_by = \(pages)))
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
        let read = try await memories(Set(rows.flatMap { try EventRow.rows($0) ?? [] }))
        return Page(items: try rows.compactMap { try EventRow.event($0, known, read) }, total: Int(total))
    }

    /// The ids of memories by number. The numbers must come from events that the caller may see.
    private func memories(_ numbers: Set<Int64>) async throws -> [Int64: (partition: Int64, memory: OwnedID)] {
        var found: [Int64: (partition: Int64, memory: OwnedID)] = [:]
        let all = numbers.sorted()
        for start in stride(from: 0, to: all.count, by: 1_000) {
            let rows = try await database.rows(
                """
                SELECT m.row_id, m.partition_id, m.user_id, m.id FROM memories m
                WHERE m.row_id IN (\(SQL.filledList(all[start..<min(start + 1_000, all.count)])))
                """,
                effort: .scan
            )
            for row in rows {
                let memory = OwnedID(id: try row.text("id"), userID: try row.text("user_id"))
                found[try row.integer("row_id")] = (try row.integer("partition_id"), memory)
            }
        }
        return found
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
