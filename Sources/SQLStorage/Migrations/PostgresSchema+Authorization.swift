extension PostgresSchema {
    /// Clients, grants, logins, and keys.
    static let authorization = Migration(
        2,
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
            secret_digest BYTEA,
            keys TEXT,
            keys_uri TEXT,
            workspace_id TEXT REFERENCES workspaces (id) ON DELETE SET NULL,
            registration_digest BYTEA,
            created_at BIGINT NOT NULL,
            last_used_at BIGINT
        );
        CREATE INDEX clients_by_origin ON clients (origin, created_at);
        CREATE INDEX clients_by_workspace ON clients (workspace_id);

        CREATE TABLE authorization_codes (
            digest BYTEA NOT NULL PRIMARY KEY,
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
            expires_at BIGINT,
            redirect_uri TEXT,
            address TEXT
        );
        CREATE INDEX grants_by_user ON grants (user_id);
        CREATE INDEX grants_by_client ON grants (client_id);
        CREATE INDEX grants_by_workspace ON grants (workspace_id);
        CREATE INDEX grants_by_expiry ON grants (expires_at) WHERE expires_at IS NOT NULL;

        CREATE TABLE refresh_tokens (
            digest BYTEA NOT NULL PRIMARY KEY,
            grant_id TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
            client_id TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            rotated_at BIGINT,
            predecessor BYTEA,
            sealed BYTEA
        );
        CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (grant_id);
        CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);
        CREATE INDEX refresh_tokens_by_predecessor ON refresh_tokens (predecessor) WHERE predecessor IS NOT NULL;
        CREATE INDEX refresh_tokens_by_creation ON refresh_tokens (created_at) WHERE predecessor IS NOT NULL;

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

        CREATE TABLE consents (
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            client_id TEXT NOT NULL,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            scopes TEXT NOT NULL,
            client_digest BYTEA NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (user_id, client_id)
        );
        CREATE INDEX consents_by_client ON consents (client_id);
        CREATE INDEX consents_by_workspace ON consents (workspace_id);

        CREATE TABLE browser_sessions (
            digest BYTEA NOT NULL PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            authenticated_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            provider TEXT,
            upstream_id_token TEXT,
            user_agent TEXT,
            seen_at BIGINT,
            address TEXT
        );
        CREATE INDEX browser_sessions_by_user ON browser_sessions (user_id);
        CREATE INDEX browser_sessions_by_expiry ON browser_sessions (expires_at);

        CREATE TABLE login_transactions (
            state BYTEA NOT NULL PRIMARY KEY,
            provider TEXT NOT NULL,
            nonce TEXT NOT NULL,
            verifier TEXT NOT NULL,
            browser BYTEA NOT NULL,
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

        CREATE TABLE known_browsers (
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            digest BYTEA NOT NULL,
            expires_at BIGINT NOT NULL,
            PRIMARY KEY (user_id, digest)
        );
        CREATE INDEX known_browsers_by_expiry ON known_browsers (expires_at);

        CREATE TABLE passkeys (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            credential BYTEA NOT NULL UNIQUE,
            public_key BYTEA NOT NULL,
            counter BIGINT NOT NULL,
            name TEXT NOT NULL,
            backup_eligible BIGINT NOT NULL,
            backed_up BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            last_used_at BIGINT
        );
        CREATE INDEX passkeys_by_user ON passkeys (user_id, created_at);

        CREATE TABLE connection_steps (
            client_id TEXT NOT NULL,
            address TEXT NOT NULL,
            stage TEXT NOT NULL,
            name TEXT,
            at BIGINT NOT NULL,
            passed BIGINT NOT NULL,
            remark TEXT,
            site TEXT NOT NULL,
            PRIMARY KEY (client_id, address, stage)
        );
        CREATE INDEX connection_steps_by_time ON connection_steps (at);

        CREATE TABLE invitations (
            id TEXT NOT NULL PRIMARY KEY,
            digest BYTEA NOT NULL UNIQUE,
            workspace_id TEXT REFERENCES workspaces (id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            invited_by TEXT REFERENCES users (id) ON DELETE CASCADE,
            makes_account BIGINT NOT NULL,
            note TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            CHECK (workspace_id IS NOT NULL OR makes_account = 1)
        );
        CREATE INDEX invitations_by_workspace ON invitations (workspace_id, created_at);
        CREATE INDEX invitations_by_inviter ON invitations (invited_by) WHERE invited_by IS NOT NULL;
        CREATE INDEX invitations_by_expiry ON invitations (expires_at);
        """
    )
}
