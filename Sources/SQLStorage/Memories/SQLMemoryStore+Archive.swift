package import Base
package import Identity
package import Memories

extension SQLMemoryStore {
    package func archive(_ access: Access, ids: [String], _ archived: Bool, at now: Timestamp) async throws -> [OwnedID]
    {
        try access.requireWriting()
        guard !ids.isEmpty else { return [] }
        var batch = MemoryBatch(for: database.dialect)
        let author = batch.author(access)
        let change = SQLStep.run(
            """
            UPDATE memories AS m SET archived = \(archived), archived_by = \(author), archived_at = \(now)
            WHERE \(MemoryConditions.reach(access)) AND m.id IN (\(SQL.list(ids))) AND m.archived <> \(archived)
            RETURNING id, user_id
            """,
            as: "archived"
        )
        return try await database.commit(batch.steps + [change]).result("archived").rows.map {
            OwnedID(id: try $0.text("id"), userID: try $0.text("user_id"))
        }
    }

    /// Whether some memories within reach are archived.
    func hasArchived(_ access: Access) async throws -> Bool {
        let reach = MemoryConditions.reach(access, workspace: "s.workspace_id", user: "s.user_id")
        let found = try await database.row(
            "SELECT 1 FROM memories s \(SQL.indexOfArchived) WHERE \(reach) AND s.archived = 1 LIMIT 1"
        )
        return found != nil
    }
}
