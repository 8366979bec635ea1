extension SQLiteSchema {
    /// Memories that were put away, with who did that and when. Searches leave them out, so the index holds only them.
    static let archived = Migration(
        26,
        "archived",
        """
        ALTER TABLE memories ADD COLUMN archived BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE memories ADD COLUMN archived_by BIGINT;
        ALTER TABLE memories ADD COLUMN archived_at BIGINT;
        ALTER TABLE deleted_memories ADD COLUMN archived BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE deleted_memories ADD COLUMN archived_by BIGINT;
        ALTER TABLE deleted_memories ADD COLUMN archived_at BIGINT;
        CREATE INDEX memories_archived ON memories (workspace_id, user_id) WHERE archived = 1;
        """
    )
}
