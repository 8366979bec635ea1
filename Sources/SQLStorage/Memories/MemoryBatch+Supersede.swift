import Base
import Identity
import Memories

extension MemoryBatch {
    /// Marks the memories that `memory` names as replaced by it, or by the memory that already holds its text. Reaches
    /// only memories of the same user in the same workspace. A memory that replaces others is current itself, so two
    /// memories never replace each other.
    mutating func supersede(with memory: Memory, in workspace: ID<Workspace>) throws {
        guard !memory.supersedes.isEmpty else { return }
        let mine = Self.mine(memory, in: workspace)
        let successor: SQL = """
            (SELECT o.id FROM memories o WHERE o.workspace_id = \(workspace) AND o.user_id = \(memory.userID ?? "")
                AND (o.id = \(memory.id) OR o.hash = \(memory.hash))
            ORDER BY o.id <> \(memory.id), o.superseded_by IS NOT NULL, o.row_id LIMIT 1)
            """
        add(
            .run(
                """
                UPDATE memories SET superseded_by = NULL, supersedes = \(try jsonText(memory.supersedes))
                WHERE \(mine) AND id = \(successor)
                """
            )
        )
        add(
            .run(
                """
                UPDATE memories SET superseded_by = \(successor)
                WHERE \(mine) AND id IN (\(SQL.list(memory.supersedes))) AND id <> \(successor)
                """
            )
        )
    }

    /// After a change of what a memory replaces: those that it no longer names are current again. Only those that the
    /// caller took out, so that of two changes at the same time neither undoes the other.
    mutating func supersede(with memory: Memory, insteadOf previous: Memory, in workspace: ID<Workspace>) throws {
        guard memory.supersedes != previous.supersedes, memory.userID.isExactly(previous.userID) else { return }
        let mine = Self.mine(memory, in: workspace)
        let removed = previous.supersedes.filter { !memory.supersedes.containsExactly($0) }
        let others: SQL = memory.supersedes.isEmpty ? "1 = 1" : "id IN (\(SQL.list(removed)))"
        add(
            .run(
                "UPDATE memories SET superseded_by = NULL WHERE \(mine) AND superseded_by = \(memory.id) AND \(others)"
            )
        )
        guard memory.supersedes.isEmpty else { return try supersede(with: memory, in: workspace) }
        add(.run("UPDATE memories SET supersedes = '[]' WHERE \(mine) AND id = \(memory.id)"))
    }

    private static func mine(_ memory: Memory, in workspace: ID<Workspace>) -> SQL {
        "workspace_id = \(workspace) AND user_id = \(memory.userID ?? "")"
    }
}
