/// Statements of migrations that are the same on SQLite and PostgreSQL.
enum CommonSchema {
    static let alsoReads: StaticString = """
        ALTER TABLE api_tokens ADD COLUMN also_reads TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE grants ADD COLUMN also_reads TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE authorization_codes ADD COLUMN also_reads TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE consents ADD COLUMN also_reads TEXT NOT NULL DEFAULT '[]';
        """

    static let sessionRecords: StaticString = """
        ALTER TABLE sessions ADD COLUMN annotations TEXT;
        ALTER TABLE sessions ADD COLUMN metadata TEXT;
        ALTER TABLE sessions ADD COLUMN memory_seconds BIGINT;
        ALTER TABLE sessions ADD COLUMN ended_at BIGINT;

        CREATE TABLE memory_expiries (
            memory_row BIGINT NOT NULL PRIMARY KEY REFERENCES memories (row_id) ON DELETE CASCADE,
            expires_at BIGINT NOT NULL
        );
        CREATE INDEX memory_expiries_by_time ON memory_expiries (expires_at);

        CREATE TABLE extraction_prompts (
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            description TEXT NOT NULL,
            annotations TEXT NOT NULL,
            current_number BIGINT NOT NULL,
            archived BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            PRIMARY KEY (workspace_id, id)
        );

        CREATE TABLE extraction_prompt_versions (
            workspace_id TEXT NOT NULL,
            prompt_id TEXT NOT NULL,
            number BIGINT NOT NULL,
            text TEXT NOT NULL,
            archived BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (workspace_id, prompt_id, number),
            FOREIGN KEY (workspace_id, prompt_id) REFERENCES extraction_prompts (workspace_id, id) ON DELETE CASCADE
        );
        """
}
