extension SQLiteSchema {
    /// The writers and former contents of memories. NULL in `stored_by` or `written_by` means unknown: written
    /// before this migration, or without a credential. These columns have no foreign key, because it would need an
    /// index of every row: a provenance goes with its workspace, which takes the memories along, or when nothing names it.
    /// The first writer is mostly also the present one, so the indexes of first writers hold few rows.
    ///
    /// A trigger keeps the content that a change of `edition` replaces, at most 100 of a memory. A memory that moves to
    /// another user leaves its former contents behind: they may hold what the first user never shared.
    static let provenance = Migration(
        13,
        "provenance",
        """
        CREATE TABLE provenances (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            identified_by TEXT NOT NULL,
            issuer TEXT NOT NULL,
            application TEXT NOT NULL,
            user_id TEXT NOT NULL,
            credential TEXT NOT NULL,
            UNIQUE (workspace_id, user_id, identified_by, issuer, application, credential)
        );

        ALTER TABLE memories ADD COLUMN edition BIGINT NOT NULL DEFAULT 1;
        ALTER TABLE memories ADD COLUMN stored_by BIGINT;
        ALTER TABLE memories ADD COLUMN stored_at BIGINT;
        ALTER TABLE memories ADD COLUMN written_by BIGINT;
        ALTER TABLE memories ADD COLUMN written_at BIGINT;
        CREATE INDEX memories_by_writer ON memories (written_by, written_at) WHERE written_by IS NOT NULL;
        CREATE INDEX memories_by_first_writer ON memories (stored_by)
            WHERE stored_by IS NOT NULL AND stored_by IS NOT written_by;
        ALTER TABLE sessions ADD COLUMN stored_by BIGINT;
        ALTER TABLE sessions ADD COLUMN stored_at BIGINT;
        ALTER TABLE sessions ADD COLUMN written_by BIGINT;
        ALTER TABLE sessions ADD COLUMN written_at BIGINT;
        CREATE INDEX sessions_by_writer ON sessions (written_by) WHERE written_by IS NOT NULL;
        CREATE INDEX sessions_by_first_writer ON sessions (stored_by)
            WHERE stored_by IS NOT NULL AND stored_by IS NOT written_by;
        ALTER TABLE promotions ADD COLUMN written_by BIGINT;

        CREATE TABLE memory_versions (
            id INTEGER NOT NULL PRIMARY KEY,
            memory_row BIGINT NOT NULL,
            edition BIGINT NOT NULL,
            text TEXT NOT NULL,
            kind TEXT NOT NULL,
            session_id TEXT NOT NULL,
            namespace TEXT NOT NULL,
            topics TEXT NOT NULL,
            entities TEXT NOT NULL,
            event_date BIGINT,
            metadata TEXT NOT NULL,
            written_by BIGINT,
            written_at BIGINT,
            replaced_at BIGINT NOT NULL,
            UNIQUE (memory_row, edition)
        );
        CREATE INDEX memory_versions_by_time ON memory_versions (replaced_at);
        CREATE INDEX memory_versions_by_writer ON memory_versions (written_by, written_at) WHERE written_by IS NOT NULL;

        CREATE TRIGGER memories_edited AFTER UPDATE OF edition ON memories
        WHEN old.edition <> new.edition AND old.user_id = new.user_id BEGIN
            INSERT INTO memory_versions (memory_row, edition, text, kind, session_id, namespace, topics, entities,
                event_date, metadata, written_by, written_at, replaced_at)
            VALUES (old.row_id, old.edition, old.text, old.kind, old.session_id, old.namespace, old.topics, old.entities,
                old.event_date, old.metadata, old.written_by, old.written_at, new.written_at);
            DELETE FROM memory_versions WHERE memory_row = old.row_id AND edition <= old.edition - 100;
        END;
        CREATE TRIGGER memories_moved AFTER UPDATE OF user_id ON memories WHEN old.user_id <> new.user_id BEGIN
            DELETE FROM memory_versions WHERE memory_row = old.row_id;
        END;

        CREATE TABLE paused_applications (
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            identified_by TEXT NOT NULL,
            issuer TEXT NOT NULL,
            application TEXT NOT NULL,
            paused_at BIGINT NOT NULL,
            PRIMARY KEY (user_id, identified_by, issuer, application)
        );
        """
    )
}
