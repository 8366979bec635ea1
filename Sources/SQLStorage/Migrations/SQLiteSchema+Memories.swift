extension SQLiteSchema {
    /// The tables of memories. No column of a key is NULL: '' means no user, no session, no namespace.
    ///
    /// A partition is one user's memories in one workspace. Its revision counts every change to its vectors, so that a
    /// cached copy, in this process or another, can tell whether it is still valid. Row ids are never reused
    /// (AUTOINCREMENT), so that a late vector cannot land on another memory.
    ///
    /// Triggers maintain what is derived from a memory: its labels and its words (FTS5 with external content, so that
    /// texts are not stored twice). They also delete the vector of a text that no longer exists.
    static let memories = Migration(
        2,
        "memories",
        """
        CREATE TABLE partitions (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            user_id TEXT NOT NULL,
            revision BIGINT NOT NULL,
            UNIQUE (workspace_id, user_id)
        );

        CREATE TABLE memories (
            row_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
            model_id BIGINT NOT NULL,
            scope TEXT GENERATED ALWAYS AS ('p' || partition_id || ' w' || workspace_id) VIRTUAL,
            UNIQUE (workspace_id, user_id, id)
        );
        CREATE INDEX memories_by_partition ON memories (partition_id);
        CREATE INDEX memories_by_user_and_time ON memories (workspace_id, user_id, created_at);
        CREATE INDEX memories_by_time ON memories (workspace_id, created_at);
        CREATE INDEX memories_by_id ON memories (workspace_id, id);
        CREATE INDEX memories_by_session ON memories (workspace_id, session_id);
        CREATE INDEX memories_by_namespace ON memories (workspace_id, namespace, created_at);
        CREATE INDEX memories_by_hash ON memories (workspace_id, user_id, hash);
        CREATE INDEX memories_by_model ON memories (model_id);

        CREATE TABLE memory_labels (
            memory_row BIGINT NOT NULL REFERENCES memories (row_id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            label TEXT NOT NULL,
            PRIMARY KEY (memory_row, kind, label)
        ) WITHOUT ROWID;

        CREATE TABLE embedding_models (
            id INTEGER NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            dimension BIGINT NOT NULL,
            UNIQUE (name, dimension)
        );

        CREATE TABLE memory_vectors (
            memory_row INTEGER NOT NULL PRIMARY KEY REFERENCES memories (row_id) ON DELETE CASCADE,
            model_id BIGINT NOT NULL REFERENCES embedding_models (id),
            elements BLOB NOT NULL
        );

        CREATE TABLE memory_codes (
            partition_id BIGINT NOT NULL REFERENCES partitions (id) ON DELETE CASCADE,
            memory_row BIGINT NOT NULL REFERENCES memories (row_id) ON DELETE CASCADE,
            model_id BIGINT NOT NULL REFERENCES embedding_models (id),
            scale DOUBLE PRECISION NOT NULL,
            codes BLOB NOT NULL,
            PRIMARY KEY (partition_id, memory_row)
        ) WITHOUT ROWID;
        CREATE INDEX memory_codes_by_memory ON memory_codes (memory_row);

        CREATE VIRTUAL TABLE memory_words USING fts5(
            scope, search_text, content = 'memories', content_rowid = 'row_id', tokenize = 'porter unicode61'
        );

        CREATE TRIGGER memories_inserted AFTER INSERT ON memories BEGIN
            INSERT INTO memory_words (rowid, scope, search_text) VALUES (new.row_id, new.scope, new.search_text);
            INSERT OR IGNORE INTO memory_labels (memory_row, kind, label)
                SELECT new.row_id, 'topic', value FROM json_each(new.topics);
            INSERT OR IGNORE INTO memory_labels (memory_row, kind, label)
                SELECT new.row_id, 'entity', value FROM json_each(new.entities);
        END;
        CREATE TRIGGER memories_deleted AFTER DELETE ON memories BEGIN
            INSERT INTO memory_words (memory_words, rowid, scope, search_text)
                VALUES ('delete', old.row_id, old.scope, old.search_text);
        END;
        CREATE TRIGGER memories_labelled AFTER UPDATE OF topics, entities ON memories
        WHEN old.topics <> new.topics OR old.entities <> new.entities BEGIN
            DELETE FROM memory_labels WHERE memory_row = new.row_id;
            INSERT OR IGNORE INTO memory_labels (memory_row, kind, label)
                SELECT new.row_id, 'topic', value FROM json_each(new.topics);
            INSERT OR IGNORE INTO memory_labels (memory_row, kind, label)
                SELECT new.row_id, 'entity', value FROM json_each(new.entities);
        END;
        CREATE TRIGGER memories_reworded AFTER UPDATE OF search_text, partition_id ON memories
        WHEN old.search_text <> new.search_text OR old.partition_id <> new.partition_id BEGIN
            INSERT INTO memory_words (memory_words, rowid, scope, search_text)
                VALUES ('delete', old.row_id, old.scope, old.search_text);
            INSERT INTO memory_words (rowid, scope, search_text) VALUES (new.row_id, new.scope, new.search_text);
            UPDATE memory_codes SET partition_id = new.partition_id
                WHERE partition_id = old.partition_id AND memory_row = new.row_id AND old.partition_id <> new.partition_id;
            DELETE FROM memory_vectors WHERE memory_row = new.row_id AND old.search_text <> new.search_text;
            DELETE FROM memory_codes WHERE memory_row = new.row_id AND old.search_text <> new.search_text;
        END;

        CREATE TABLE sessions (
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            session_id TEXT NOT NULL,
            user_id TEXT NOT NULL,
            namespace TEXT NOT NULL,
            messages TEXT NOT NULL,
            memories TEXT NOT NULL,
            context TEXT,
            data TEXT,
            tokens BIGINT NOT NULL,
            strategy TEXT NOT NULL,
            strategy_config TEXT NOT NULL,
            ttl_seconds BIGINT,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            last_accessed BIGINT NOT NULL,
            expires_at BIGINT,
            PRIMARY KEY (workspace_id, session_id, user_id, namespace)
        );
        CREATE INDEX sessions_by_user ON sessions (workspace_id, user_id, updated_at);
        CREATE INDEX sessions_by_expiry ON sessions (expires_at) WHERE expires_at IS NOT NULL;

        CREATE TABLE promotions (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            user_id TEXT NOT NULL,
            memory TEXT NOT NULL
        );
        CREATE INDEX promotions_by_workspace ON promotions (workspace_id);
        """
    )
}
