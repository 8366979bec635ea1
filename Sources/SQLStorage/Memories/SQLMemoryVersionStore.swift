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
