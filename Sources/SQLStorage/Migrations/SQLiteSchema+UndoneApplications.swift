extension SQLiteSchema {
    /// The undoings of a day, with the memories as they were. `edition_after` is the edition that the undoing left;
    /// NULL when it removed the memory. `was_deleted` marks a memory that the undoing brought back.
    ///
    /// `deleted_memories` holds what applications deleted, for a time, so that an undoing can bring it back. Such a
    /// memory keeps its row number and with it its former contents; those of any other memory go with it.
    static let undoneApplications = Migration(
        16,
        "undone applications",
        """
        CREATE TABLE undone_applications (
            id TEXT NOT NULL PRIMARY KEY,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            identified_by TEXT NOT NULL,
            issuer TEXT NOT NULL,
            application TEXT NOT NULL,
            since BIGINT NOT NULL,
            at BIGINT NOT NULL
        );
        CREATE INDEX undone_applications_by_workspace ON undone_applications (workspace_id, at);

        CREATE TABLE undone_memories (
            undone_id TEXT NOT NULL REFERENCES undone_applications (id) ON DELETE CASCADE,
            user_id TEXT NOT NULL,
            id TEXT NOT NULL,
            memory TEXT NOT NULL,
            written_by BIGINT,
            written_at BIGINT,
            edition_after BIGINT,
            was_deleted BIGINT NOT NULL DEFAULT 0,
            PRIMARY KEY (undone_id, user_id, id)
        ) WITHOUT ROWID;

        CREATE TABLE deleted_memories (
            row_id INTEGER NOT NULL PRIMARY KEY,
            partition_id BIGINT NOT NULL REFERENCES partitions (id) ON DELETE CASCADE,
            workspace_id TEXT NOT NULL,
            user_id TEXT NOT NULL,
            id TEXT NOT NULL,
            text TEXT NOT NULL,
            kind TEXT NOT NULL,
            session_id TEXT NOT NULL,
            namespace TEXT NOT NULL,
            topics TEXT NOT NULL,
            entities TEXT NOT NULL,
            event_date BIGINT,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            last_accessed BIGINT NOT NULL,
            access_count BIGINT NOT NULL,
            pinned BIGINT NOT NULL,
            hash TEXT,
            extracted_from TEXT NOT NULL,
            persisted_at BIGINT,
            extracted BIGINT NOT NULL,
            extraction_strategy TEXT NOT NULL,
            extraction_config TEXT NOT NULL,
            metadata TEXT NOT NULL,
            search_text TEXT NOT NULL,
            version BIGINT NOT NULL,
            edition BIGINT NOT NULL,
            stored_by BIGINT,
            stored_at BIGINT,
            written_by BIGINT,
            written_at BIGINT,
            supersedes TEXT NOT NULL,
            superseded_by TEXT,
            deleted_by BIGINT NOT NULL,
            deleted_at BIGINT NOT NULL
        );
        CREATE INDEX deleted_memories_by_partition ON deleted_memories (partition_id);
        CREATE INDEX deleted_memories_by_application ON deleted_memories (deleted_by, deleted_at);
        CREATE INDEX deleted_memories_by_time ON deleted_memories (deleted_at);

        CREATE TRIGGER memories_deleted_for_good AFTER DELETE ON memories
        WHEN NOT EXISTS (SELECT 1 FROM deleted_memories WHERE row_id = old.row_id) BEGIN
            DELETE FROM memory_versions WHERE memory_row = old.row_id;
        END;
        CREATE TRIGGER deleted_memories_gone AFTER DELETE ON deleted_memories
        WHEN NOT EXISTS (SELECT 1 FROM memories WHERE row_id = old.row_id) BEGIN
            DELETE FROM memory_versions WHERE memory_row = old.row_id;
        END;
        """
    )
}
