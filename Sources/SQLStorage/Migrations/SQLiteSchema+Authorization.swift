extension SQLiteSchema {
    /// The tables of the authorization server. Secrets are digests. A grant's row lives as long as the grant: revoking
    /// deletes it together with its refresh tokens.
    static let authorization = Migration(
        3,
        "authorization",
        """
        CREATE TABLE clients (
            id TEXT NOT NULL PRIMARY KEY,
            origin TEXT NOT NULL,
            name TEXT,
            uri TEXT,
            logo_uri TEXT,
            software_id TEXT,
            software_version TEXT,
            redirect_uris TEXT NOT NULL,
            application_type TEXT NOT NULL,
            method TEXT NOT NULL,
            grant_types TEXT NOT NULL,
            scopes TEXT NOT NULL,
            secret_digest BLOB,
            keys TEXT,
            keys_uri TEXT,
            workspace_id TEXT REFERENCES workspaces (id) ON DELETE SET NULL,
            registration_digest BLOB,
            created_at BIGINT NOT NULL,
            last_used_at BIGINT
        );
        CREATE INDEX clients_by_origin ON clients (origin, created_at);
        CREATE INDEX clients_by_workspace ON clients (workspace_id);

        CREATE TABLE authorization_codes (
            digest BLOB NOT NULL PRIMARY KEY,
            grant_id TEXT NOT NULL,
            client_id TEXT NOT NULL,
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            scopes TEXT NOT NULL,
            resources TEXT NOT NULL,
            nonce TEXT,
            authenticated_at BIGINT,
            created_at BIGINT NOT NULL,
            redirect_uri TEXT,
            challenge TEXT NOT NULL,
            expires_at BIGINT NOT NULL,
            redeemed_at BIGINT
        );
        CREATE INDEX authorization_codes_by_user ON authorization_codes (user_id);
        CREATE INDEX authorization_codes_by_workspace ON authorization_codes (workspace_id);
        CREATE INDEX authorization_codes_by_client ON authorization_codes (client_id);
        CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);

        CREATE TABLE grants (
            id TEXT NOT NULL PRIMARY KEY,
            client_id TEXT NOT NULL,
            user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            scopes TEXT NOT NULL,
            resources TEXT NOT NULL,
            nonce TEXT,
            authenticated_at BIGINT,
            created_at BIGINT NOT NULL,
            last_used_at BIGINT,
            expires_at BIGINT
        );
        CREATE INDEX grants_by_user ON grants (user_id);
        CREATE INDEX grants_by_client ON grants (client_id);
        CREATE INDEX grants_by_workspace ON grants (workspace_id);
        CREATE INDEX grants_by_expiry ON grants (expires_at) WHERE expires_at IS NOT NULL;

        CREATE TABLE refresh_tokens (
            digest BLOB NOT NULL PRIMARY KEY,
            grant_id TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
            client_id TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            rotated_at BIGINT
        );
        CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (grant_id);
        CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);

        CREATE TABLE consents (
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            client_id TEXT NOT NULL,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            scopes TEXT NOT NULL,
            client_digest BLOB NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (user_id, client_id)
        );
        CREATE INDEX consents_by_client ON consents (client_id);
        CREATE INDEX consents_by_workspace ON consents (workspace_id);

        CREATE TABLE browser_sessions (
            digest BLOB NOT NULL PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            authenticated_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            provider TEXT,
            upstream_id_token TEXT,
            user_agent TEXT
        );
        CREATE INDEX browser_sessions_by_user ON browser_sessions (user_id);
        CREATE INDEX browser_sessions_by_expiry ON browser_sessions (expires_at);

        CREATE TABLE login_transactions (
            state BLOB NOT NULL PRIMARY KEY,
            provider TEXT NOT NULL,
            nonce TEXT NOT NULL,
            verifier TEXT NOT NULL,
            browser BLOB NOT NULL,
            destination TEXT NOT NULL,
            expires_at BIGINT NOT NULL
        );
        CREATE INDEX login_transactions_by_expiry ON login_transactions (expires_at);

        CREATE TABLE passwords (
            user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
            hash TEXT NOT NULL
        );

        CREATE TABLE login_failures (
            key TEXT NOT NULL,
            at BIGINT NOT NULL
        );
        CREATE INDEX login_failures_by_key ON login_failures (key, at);
        CREATE INDEX login_failures_by_time ON login_failures (at);

        CREATE TABLE one_time_ids (
            purpose TEXT NOT NULL,
            id TEXT NOT NULL,
            expires_at BIGINT NOT NULL,
            PRIMARY KEY (purpose, id)
        );
        CREATE INDEX one_time_ids_by_expiry ON one_time_ids (expires_at);

        CREATE TABLE signing_keys (
            id TEXT NOT NULL PRIMARY KEY,
            algorithm TEXT NOT NULL,
            material TEXT NOT NULL,
            state TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            retires_at BIGINT
        );
        CREATE UNIQUE INDEX signing_keys_current ON signing_keys (algorithm) WHERE state = 'current';
        """
    )
}
