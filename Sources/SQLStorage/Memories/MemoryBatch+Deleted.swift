import Base
import Identity
import Memories

extension MemoryBatch {
    /// Removes a memory; refused when it is gone or has another edition.
    mutating func remove(_ memory: Memory, edition: Int, in workspace: ID<Workspace>) {
        addMemory(
            .require(
                """
                DELETE FROM memories WHERE workspace_id = \(workspace) AND user_id = \(memory.userID ?? "")
                    AND id = \(memory.id) AND edition = \(edition)
                RETURNING row_id, partition_id, 0 AS model_id
                """
            )
        )
    }

    /// Brings a deleted memory back as it was; refused when it is gone, or another memory has its id.
    mutating func recover(_ memory: Memory, in workspace: ID<Workspace>) throws {
        let (insertion, mark) = DeletedRow.recovering(memory.place.row, in: workspace)
        addMemory(insertion)
        add(mark)
        try supersede(with: memory, in: workspace)
    }

    /// Deletes a memory that an undoing brought back, and keeps it as it was kept before. Skipped when it is gone or has
    /// another edition.
    mutating func deleteAgain(_ memory: Memory, edition: Int, in workspace: ID<Workspace>, by author: SQLAuthor) {
        let place: SQL = """
            m.workspace_id = \(workspace) AND m.user_id = \(memory.userID ?? "") AND m.id = \(memory.id)
                AND m.edition = \(edition)
            """
        add(DeletedRow.keeping(where: place, by: author))
        addMemory(
            .run("DELETE FROM memories AS m WHERE \(place) RETURNING row_id, partition_id, 0 AS model_id"),
            skippable: memory
        )
    }
}
