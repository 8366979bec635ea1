package import Base
package import Identity
package import Memories

extension SQLMemoryStore {
    package func list(
        _ access: Access,
        _ filter: MemoryFilter,
        order: MemoryOrder,
        page: PageRequest
    ) async throws -> Page<Memory> {
        let few = try await fewWritten(access, filter)
        guard few?.isEmpty != true else { return Page(items: [], total: 0) }
        let all = MemoryConditions.all(access, filter)
        let conditions = few.map { Self.numbered($0, where: all) } ?? all
        let time: SQL = MemoryConditions.namesSession(filter) ? "+m.created_at" : "m.created_at"
        let direction: SQL =
            switch order {
            case .newestFirst: "\(time) DESC, m.row_id DESC"
            case .oldestFirst: "\(time), m.row_id"
            case .lastStoredFirst: "m.persisted_at DESC, m.row_id DESC"
            }
        let rows = try await database.rows(
            """
            SELECT \(MemoryRow.columns) FROM memories m WHERE \(conditions)
            ORDER BY \(direction) LIMIT \(page.limit) OFFSET \(page.offset)
            """,
            effort: .scan
        )
        let total =
            try await few == nil
            ? total(access, filter)
            : Int(database.number("SELECT count(*) FROM memories m WHERE \(conditions)", effort: .scan))
        return Page(items: try await read(rows), total: total)
    }

    /// The number of memories that match. Triggers keep it for whole partitions, so that a list costs the same with any
    /// number of memories. Superseded and archived memories have indexes of their own: they are counted and subtracted.
    private func total(_ access: Access, _ filter: MemoryFilter) async throws -> Int {
        guard filter.asOf == nil else {
            let conditions = MemoryConditions.all(access, filter)
            return Int(try await database.number("SELECT count(*) FROM memories m WHERE \(conditions)", effort: .scan))
        }
        var everything = filter
        everything.includesSuperseded = true
        if filter.archived == .exclude { everything.archived = .include }
        let conditions = MemoryConditions.all(access, everything)
        let partitions = filter.isOfUsersOnly ? try await vectors.partitions(access, user: filter.userID) : nil
        let all: Int
        // Memories of an earlier version are not counted until they are in the keyword index.
        if let partitions, partitions.allSatisfy({ $0.unindexed == 0 }) {
            all = Int(partitions.reduce(0) { $0 + $1.memories })
        } else if let applications = filter.writers, filter.isOfWritersOnly {
            all = try await written(access, by: applications)
        } else {
            all = Int(try await database.number("SELECT count(*) FROM memories m WHERE \(conditions)", effort: .scan))
        }
        var hidden: Int64 = 0
        if !filter.includesSuperseded, try await hasSuperseded(access) {
            hidden += try await database.number(
                """
                SELECT count(*) FROM memories m \(SQL.indexOfSuperseded)
                WHERE \(conditions) AND m.superseded_by IS NOT NULL
                """,
                effort: .scan
            )
        }
        if filter.archived == .exclude, try await hasArchived(access) {
            hidden += try await database.number(
                """
                SELECT count(*) FROM memories m \(SQL.indexOfArchived)
                WHERE \(conditions) AND m.archived = 1 AND (\(filter.includesSuperseded) = 1 OR m.superseded_by IS NULL)
                """,
                effort: .scan
            )
        }
        return all - Int(hidden)
    }

    /// Whether some memories within reach were replaced by others.
    private func hasSuperseded(_ access: Access) async throws -> Bool {
        let reach = MemoryConditions.reach(access, workspace: "s.workspace_id", user: "s.user_id")
        let found = try await database.row(
            """
            SELECT 1 FROM memories s \(SQL.indexOfSuperseded) WHERE \(reach) AND s.superseded_by IS NOT NULL LIMIT 1
            """
        )
        return found != nil
    }
}
