import Base
import Identity
import Memories

/// The rows of an undoing.
enum UndoneRow {
    static func adding(_ undone: UndoneApplication, in workspace: ID<Workspace>) -> SQLStep {
        let application = undone.application
        return .require(
            """
            INSERT INTO undone_applications (id, workspace_id, identified_by, issuer, application, since, at)
            SELECT \(undone.id), w.id, \(application.identification.rawValue), \(application.issuer), \(application.id),
                \(undone.since), \(undone.at)
            FROM workspaces w WHERE w.id = \(workspace)
            """
        )
    }

    /// Keeps a memory as it is, before it is changed.
    static func keeping(_ memory: Memory, of id: ID<UndoneApplication>, in workspace: ID<Workspace>) throws -> SQLStep {
        .run(
            """
            INSERT INTO undone_memories (undone_id, user_id, id, memory, written_by, written_at)
            SELECT \(id), m.user_id, m.id, \(try jsonText(MemoryDocument(memory))), m.written_by, m.written_at
            FROM memories m WHERE m.workspace_id = \(workspace) AND m.user_id = \(memory.userID ?? "") AND m.id = \(memory.id)
            """
        )
    }

    /// Keeps a deleted memory and who deleted it, before it is brought back. A memory that took its id, and is undone in the same
    /// step, is kept instead.
    static func keepingDeleted(_ memory: Memory, of id: ID<UndoneApplication>) throws -> SQLStep {
        .run(
            """
            INSERT INTO undone_memories (undone_id, user_id, id, memory, written_by, written_at, was_deleted)
            SELECT \(id), d.user_id, d.id, \(try jsonText(MemoryDocument(memory))), d.deleted_by, d.deleted_at, 1
            FROM deleted_memories d WHERE d.row_id = \(memory.place.row) ON CONFLICT (undone_id, user_id, id) DO NOTHING
            """
        )
    }

    /// Notes the editions that the memories have now.
    static func noteEditions(of id: ID<UndoneApplication>, in workspace: ID<Workspace>) -> SQLStep {
        .run(
            """
            UPDATE undone_memories SET edition_after = (SELECT m.edition FROM memories m WHERE m.workspace_id = \(workspace)
                AND m.user_id = undone_memories.user_id AND m.id = undone_memories.id)
            WHERE undone_id = \(id)
            """
        )
    }

    static func undone(_ row: SQLRow) throws -> UndoneApplication {
        UndoneApplication(
            id: ID(try row.text("id")),
            application: try ProvenanceRow.application(row),
            since: try row.timestamp("since"),
            at: try row.timestamp("at"),
            restored: Int(try row.integer("restored")),
            removed: Int(try row.integer("removed"))
        )
    }
}
