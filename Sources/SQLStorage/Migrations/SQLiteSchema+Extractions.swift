extension SQLiteSchema {
    /// Messages that wait for a language model, which go with their session, and how often it was called.
    static let extractions = Migration(
        32,
        "extractions",
        """
        CREATE TABLE extractions (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            workspace_id TEXT NOT NULL,
            session_id TEXT NOT NULL,
            user_id TEXT NOT NULL,
            namespace TEXT NOT NULL,
            message_id TEXT NOT NULL,
            message TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT,
            due_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL,
            written_by BIGINT,
            UNIQUE (workspace_id, session_id, user_id, namespace, message_id),
            FOREIGN KEY (workspace_id, session_id, user_id, namespace)
                REFERENCES sessions (workspace_id, session_id, user_id, namespace) ON DELETE CASCADE
        );
        CREATE INDEX extractions_due ON extractions (due_at, id) WHERE state = 'waiting';
        CREATE INDEX extractions_by_writer ON extractions (written_by) WHERE written_by IS NOT NULL;

        CREATE TABLE language_calls (
            day BIGINT NOT NULL,
            workspace_id TEXT NOT NULL,
            user_id TEXT NOT NULL,
            calls BIGINT NOT NULL,
            PRIMARY KEY (workspace_id, user_id, day)
        );
        """
    )
}
