extension PostgresSchema {
    /// Workspaces, users, and their credentials.
    static let identity = Migration(
        1,
        "identity",
        """
        CREATE TABLE home (
            one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
            id TEXT NOT NULL
        );

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
            created_at BIGINT NOT NULL,
            personal_workspace TEXT NOT NULL UNIQUE REFERENCES workspaces (id) ON DELETE CASCADE,
            login_name TEXT NOT NULL
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
            digest BYTEA,
            bcrypt TEXT,
            created_at BIGINT NOT NULL,
            expires_at BIGINT,
            last_used_at BIGINT,
            address TEXT,
            CHECK ((digest IS NULL) <> (bcrypt IS NULL))
        );
        CREATE INDEX api_tokens_by_user ON api_tokens (user_id);
        CREATE INDEX api_tokens_by_workspace ON api_tokens (workspace_id);
        CREATE INDEX users_by_login_name ON users (login_name);

        CREATE TABLE retired_names (
            name TEXT NOT NULL,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            login_name TEXT NOT NULL,
            PRIMARY KEY (name, workspace_id)
        );
        CREATE INDEX retired_names_by_workspace ON retired_names (workspace_id);
        CREATE INDEX retired_names_by_login_name ON retired_names (login_name);

        CREATE TABLE paused_applications (
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            identified_by TEXT NOT NULL,
            issuer TEXT NOT NULL,
            application TEXT NOT NULL,
            paused_at BIGINT NOT NULL,
            name TEXT,
            redirect_uris TEXT,
            PRIMARY KEY (user_id, identified_by, issuer, application)
        );
        CREATE INDEX paused_applications_by_client ON paused_applications (application);
        """
    )
}
