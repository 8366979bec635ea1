extension SQLiteSchema {
    /// The deeds of applications with memories. `memory_events` answers what a person did, `memory_readers` who read a
    /// memory, and `provenance_days` how much an application did.
    ///
    /// An event of reading names its memories in `reads` (`PackedReads`), all of one partition. As long as it has a
    /// `minute`, later reads of that minute join it, and who read a memory is also looked up in it: the index of open
    /// events serves both. Within hours its memories are gathered in `memory_readers`, and it has no minute any more. An
    /// event of writing names its memories in `memories`.
    static let memoryEvents = Migration(
        15,
        "memory events",
        """
        CREATE TABLE memory_events (
            id INTEGER NOT NULL PRIMARY KEY,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            user_id TEXT NOT NULL,
            provenance_id BIGINT NOT NULL,
            at BIGINT NOT NULL,
            action TEXT NOT NULL,
            calls BIGINT NOT NULL,
            memory_count BIGINT NOT NULL,
            memories TEXT,
            partition_id BIGINT,
            last_at BIGINT,
            minute BIGINT,
            reads BLOB
        );
        CREATE UNIQUE INDEX memory_events_open ON memory_events (partition_id, provenance_id, action, minute)
            WHERE minute IS NOT NULL;
        CREATE INDEX memory_events_by_user ON memory_events (workspace_id, user_id, at);
        CREATE INDEX memory_events_by_time ON memory_events (at);

        CREATE TABLE memory_readers (
            memory_row BIGINT NOT NULL REFERENCES memories (row_id) ON DELETE CASCADE,
            provenance_id BIGINT NOT NULL,
            reads BIGINT NOT NULL,
            last_at BIGINT NOT NULL,
            PRIMARY KEY (memory_row, provenance_id)
        ) WITHOUT ROWID;
        CREATE INDEX memory_readers_by_time ON memory_readers (last_at);

        CREATE TABLE provenance_days (
            provenance_id BIGINT NOT NULL REFERENCES provenances (id) ON DELETE CASCADE,
            day BIGINT NOT NULL,
            reads BIGINT NOT NULL,
            searches BIGINT NOT NULL,
            writes BIGINT NOT NULL,
            last_at BIGINT NOT NULL,
            PRIMARY KEY (provenance_id, day)
        ) WITHOUT ROWID;
        CREATE INDEX provenance_days_by_day ON provenance_days (day);

        CREATE TRIGGER memory_readers_moved AFTER UPDATE OF user_id ON memories WHEN old.user_id <> new.user_id BEGIN
            DELETE FROM memory_readers WHERE memory_row = old.row_id;
        END;
        """
    )
}
