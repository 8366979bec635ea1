import Base
import Identity
import Memories

/// Statements that move a memory between `memories` and `deleted_memories`, with its row number.
enum DeletedRow {
    private static let moved: [SQL] =
        [
            "row_id", "partition_id", "workspace_id", "user_id", "id", "search_text", "edition", "stored_by",
            "stored_at",
            "written_by", "written_at", "archived_by", "archived_at", "supersedes",
        ] + MemoryRow.names

    private static func columns(of table: SQL) -> SQL {
        SQL.joined(moved.map { "\(table).\($0)" }, separator: ", ")
    }

    private static var names: SQL { SQL.joined(moved, separator: ", ") }

    /// Keeps memories that are about to be deleted.
    /// - Parameters:
    ///   - place: the condition on `memories m`.
    ///   - author: who deletes them; nothing is kept when it is NULL.
    static func keeping(where place: SQL, by author: SQLAuthor) -> SQLStep {
        let keep: SQL = """
            INSERT INTO deleted_memories (\(names)\(PostgresWords.columns()), version, superseded_by, deleted_by, deleted_at)
            SELECT \(columns(of: "m"))\(PostgresWords.columns(of: "m.")), m.version, m.superseded_by, \(author.number), \(author.at)
            FROM memories m WHERE \(place) AND CAST(\(author.number) AS BIGINT) IS NOT NULL
            """
        return .run(keep)
    }

    /// The steps that bring a deleted memory back, as it was; the first is refused when it is gone, or another memory has its id.
    /// Its text gets a new version: a vector for it may have come late.
    static func recovering(_ row: Int64, in workspace: ID<Workspace>) -> (memory: SQLStep, mark: SQLStep) {
        let insertion: SQL = """
            INSERT INTO memories (\(names)\(PostgresWords.columns()), version, model_id, superseded_by)
            SELECT \(columns(of: "d"))\(PostgresWords.columns(of: "d.")), d.version + 1, 0, (SELECT s.id FROM memories s
                WHERE s.workspace_id = d.workspace_id AND s.user_id = d.user_id AND s.id = d.superseded_by)
            FROM deleted_memories d WHERE d.row_id = \(row) AND d.workspace_id = \(workspace) AND NOT EXISTS (SELECT 1 FROM memories o
                WHERE o.workspace_id = d.workspace_id AND o.user_id = d.user_id AND o.id = d.id)
            RETURNING row_id, partition_id, model_id
            """
        return (.require(insertion.kept), .run("DELETE FROM deleted_memories WHERE row_id = \(row)"))
    }
}
