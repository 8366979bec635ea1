import Base
import Identity
import Memories

extension MemoryFilter {
    /// Whether the filter restricts only the applications, as far as an index of writers can tell.
    var isOfWritersOnly: Bool {
        var rest = self
        rest.writers = nil
        return rest.isOfUsersOnly && rest.userID == nil
    }
}

/// Memories that applications stored or last changed. Two indexes hold the writers: of the present content, and of the first
/// where that is another.
extension SQLMemoryStore {
    /// Up to so many memories are looked up one by one. Of more, the newest are soon found by time.
    private static let fewest = 2_000

    /// The memories that the applications of a filter wrote; nil without such a filter, or when there are many.
    func fewWritten(_ access: Access, _ filter: MemoryFilter) async throws -> [Int64]? {
        guard let applications = filter.writers else { return nil }
        let numbers = SQLProvenances.numbers(of: applications, in: access.workspace)
        let reach = MemoryConditions.reach(access)
        let rows = try await database.rows(
            """
            SELECT m.row_id FROM memories m \(SQL.indexOfWriters) WHERE m.written_by IN (\(numbers)) AND \(reach)
            UNION ALL SELECT m.row_id FROM memories m \(SQL.indexOfFirstWriters)
            WHERE m.stored_by IN (\(numbers)) AND m.stored_by \(SQL.differs) m.written_by AND \(reach)
            LIMIT \(Self.fewest + 1)
            """,
            effort: .scan
        )
        return rows.count > Self.fewest ? nil : try rows.map { try $0.integer("row_id") }
    }

    /// How many memories the applications wrote. Reads mostly an index alone.
    func written(_ access: Access, by applications: [ApplicationID]) async throws -> Int {
        let numbers = SQLProvenances.numbers(of: applications, in: access.workspace)
        let reach = MemoryConditions.reach(access)
        let row = try await database.rows(
            """
            SELECT (SELECT count(*) FROM memories m \(SQL.indexOfWriters)
                    WHERE m.written_by IN (\(numbers)) AND \(reach)) AS last,
                (SELECT count(*) FROM memories m \(SQL.indexOfFirstWriters)
                    WHERE m.stored_by IN (\(numbers)) AND m.stored_by \(SQL.differs) m.written_by AND \(reach)
                        AND (m.written_by IN (\(numbers))) IS NOT TRUE) AS first
            """,
            effort: .scan
        )[0]
        return Int(try row.integer("last") + row.integer("first"))
    }
}
