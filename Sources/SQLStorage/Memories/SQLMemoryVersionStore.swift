package import Base
package import Identity
package import Memories

/// Former contents of memories in SQL. A trigger of the schema keeps them.
package struct SQLMemoryVersionStore: MemoryVersionStore {
    private let database: any SQLDatabase
    private let provenances: SQLProvenances

    package init(database: any SQLDatabase) {
        self.database = database
        provenances = SQLProvenances(database: database)
    }

    package func history(_ access: Access, of memory: OwnedID) async throws -> MemoryHistory? {
        let current = try await database.row(
            """
            SELECT \(MemoryRow.columns), m.edition FROM memories m
            WHERE \(MemoryConditions.reach(access)) AND m.user_id = \(memory.userID.text) AND m.id = \(memory.id.text)
            """
        )
        guard let current else { return nil }
        let (row, edition) = (try current.integer("row_id"), try current.integer("edition"))
        let former = try await database.rows(
            """
            SELECT \(MemoryRow.versionColumns) FROM memory_versions v
            WHERE v.memory_row = \(row) AND v.edition < \(edition) ORDER BY v.edition DESC
            """
        )
        let numbers = try current.provenanceNumbers() + former.compactMap { try $0.optionalInteger("written_by") }
        let known = try await provenances.all(numbers)
        return MemoryHistory(
            memory: try MemoryRow.memory(current, known),
            edition: Int(edition),
            former: try former.map { try MemoryRow.version($0, known) }
        )
    }

    package func contents(_ access: Access, of rows: [Int64], at time: Timestamp) async throws -> [Int64: MemoryVersion]
    {
        let found = try await database.rows(
            """
            SELECT \(MemoryRow.versionColumns), v.memory_row FROM memory_versions v
            JOIN memories m ON m.row_id = v.memory_row AND v.edition < m.edition
            WHERE \(MemoryConditions.reach(access)) AND v.memory_row IN (\(SQL.filledList(rows))) AND v.replaced_at > \(time)
                AND NOT EXISTS (SELECT 1 FROM memory_versions e
                    WHERE e.memory_row = v.memory_row AND e.edition < v.edition AND e.replaced_at > \(time))
            """
        )
        let known = try await provenances.all(found.compactMap { try $0.optionalInteger("written_by") })
        return Dictionary(
            uniqueKeysWithValues: try found.map { (try $0.integer("memory_row"), try MemoryRow.version($0, known)) }
        )
    }

    package func purge(keeping count: Int, replacedBefore time: Timestamp) async throws -> Int {
        try await database.commit([
            .run("DELETE FROM memory_versions WHERE replaced_at < \(time)"),
            .run(
                """
                DELETE FROM memory_versions WHERE edition < (SELECT m.edition FROM memories m
                    WHERE m.row_id = memory_versions.memory_row) - \(count)
                """
            ),
        ]).count
    }
}
