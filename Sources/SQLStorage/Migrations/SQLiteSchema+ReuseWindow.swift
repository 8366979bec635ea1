extension SQLiteSchema {
    /// Lasting connections: the live refresh token of a family names its predecessor and holds itself sealed under it, for
    /// the reuse window; a grant knows where its code went; and connections that the server ended are recorded.
    static let reuseWindow = Migration(
        17,
        "reuse window",
        """
        ALTER TABLE refresh_tokens ADD COLUMN predecessor BLOB;
        ALTER TABLE refresh_tokens ADD COLUMN sealed BLOB;
        CREATE INDEX refresh_tokens_by_predecessor ON refresh_tokens (predecessor) WHERE predecessor IS NOT NULL;
        CREATE INDEX refresh_tokens_by_creation ON refresh_tokens (created_at) WHERE predecessor IS NOT NULL;
        ALTER TABLE grants ADD COLUMN redirect_uri TEXT;

        CREATE TABLE ended_connections (
            id TEXT NOT NULL PRIMARY KEY,
            client_id TEXT NOT NULL,
            client_name TEXT,
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            redirect_uri TEXT,
            reason TEXT NOT NULL,
            address TEXT,
            ended_at BIGINT NOT NULL
        );
        CREATE INDEX ended_connections_by_user ON ended_connections (user_id, ended_at);
        CREATE INDEX ended_connections_by_time ON ended_connections (ended_at);
        """
    )
}
