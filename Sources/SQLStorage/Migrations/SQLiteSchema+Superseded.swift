extension SQLiteSchema {
    /// Memories that another memory of the same user replaces. Searches leave them out, so the index holds only them.
    ///
    /// When the replacement is deleted, or moves to another user, the memory is current again: otherwise it would still
    /// be stored, but nobody could find it.
    static let superseded = Migration(
        14,
        "superseded",
        """
        ALTER TABLE memories ADD COLUMN supersedes TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE memories ADD COLUMN superseded_by TEXT;
        CREATE INDEX memories_superseded ON memories (workspace_id, user_id, superseded_by)
            WHERE superseded_by IS NOT NULL;

        CREATE TRIGGER memories_replacement_deleted AFTER DELETE ON memories BEGIN
            UPDATE memories SET superseded_by = NULL
                WHERE workspace_id = old.workspace_id AND user_id = old.user_id AND superseded_by = old.id;
        END;
        CREATE TRIGGER memories_replacement_moved AFTER UPDATE OF user_id ON memories
        WHEN old.user_id <> new.user_id BEGIN
            UPDATE memories SET superseded_by = NULL
                WHERE workspace_id = old.workspace_id AND user_id = old.user_id AND superseded_by = old.id;
            UPDATE memories SET superseded_by = NULL, supersedes = '[]' WHERE row_id = new.row_id;
        END;
        """
    )
}
