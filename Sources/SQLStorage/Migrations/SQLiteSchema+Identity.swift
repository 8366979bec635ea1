extension SQLiteSchema {
    /// The tables of users, workspaces and API tokens. All data depends on its workspace, and a user on their personal
    /// workspace: removing that workspace removes all of it.
    static let identity = Migration(
        1,
        "identity",
        """
        CREATE TABLE workspaces (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            privacy TEXT NOT NULL,
            created_at BIGINT NOT NULL
        );

        CREATE TABLE users (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            display_name TEXT,
            email TEXT,
            status TEXT NOT NULL,
            is_administrator BIGINT NOT NULL,
            metadata TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            personal_workspace TEXT NOT NULL UNIQUE REFERENCES workspaces (id) ON DELETE CASCADE
        );

        CREATE TABLE memberships (
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            PRIMARY KEY (workspace_id, user_id)
        );
        CREATE INDEX memberships_by_user ON memberships (user_id);

        CREATE TABLE external_identities (
            issuer TEXT NOT NULL,
            subject TEXT NOT NULL,
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            PRIMARY KEY (issuer, subject)
        );
        CREATE INDEX external_identities_by_user ON external_identities (user_id);

        CREATE TABLE api_tokens (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            scopes BIGINT NOT NULL,
            text TEXT NOT NULL,
            digest BLOB,
            bcrypt TEXT,
            created_at BIGINT NOT NULL,
            expires_at BIGINT,
            last_used_at BIGINT,
            CHECK ((digest IS NULL) <> (bcrypt IS NULL))
        );
        CREATE INDEX api_tokens_by_user ON api_tokens (user_id);
        CREATE INDEX api_tokens_by_workspace ON api_tokens (workspace_id);
        """
    )
}
