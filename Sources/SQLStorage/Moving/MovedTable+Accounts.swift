extension MovedTable {
    /// Workspaces, users, credentials, clients, grants and logins. A table comes after those that it refers to.
    static let accounts: [MovedTable] = [
        MovedTable(
            "workspaces",
            key: ["id"],
            "id, name, kind, privacy, created_at"
        ),
        MovedTable(
            "users",
            key: ["id"],
            """
            id, name, display_name, email, status, is_administrator, created_at, personal_workspace, login_name
            """
        ),
        MovedTable(
            "memberships",
            key: ["workspace_id", "user_id"],
            "workspace_id, user_id, role"
        ),
        MovedTable(
            "external_identities",
            key: ["issuer", "subject"],
            "issuer, subject, user_id"
        ),
        MovedTable(
            "api_tokens",
            key: ["id"],
            """
            id, user_id, workspace_id, scopes, text, digest, bcrypt, created_at, expires_at, last_used_at, \
            address, also_reads
            """
        ),
        MovedTable(
            "retired_names",
            key: ["name", "workspace_id"],
            "name, workspace_id, login_name"
        ),
        MovedTable(
            "paused_applications",
            key: ["user_id", "identified_by", "issuer", "application"],
            "user_id, identified_by, issuer, application, paused_at, name, redirect_uris"
        ),
        MovedTable(
            "clients",
            key: ["id"],
            """
            id, origin, name, uri, logo_uri, software_id, software_version, redirect_uris, application_type, \
            method, grant_types, scopes, secret_digest, keys, keys_uri, workspace_id, registration_digest, \
            created_at, last_used_at
            """
        ),
        MovedTable(
            "authorization_codes",
            key: ["digest"],
            """
            digest, grant_id, client_id, user_id, workspace_id, scopes, resources, nonce, authenticated_at, \
            created_at, redirect_uri, challenge, expires_at, redeemed_at, also_reads
            """
        ),
        MovedTable(
            "grants",
            key: ["id"],
            """
            id, client_id, user_id, workspace_id, scopes, resources, nonce, authenticated_at, created_at, \
            last_used_at, expires_at, redirect_uri, address, also_reads
            """
        ),
        MovedTable(
            "refresh_tokens",
            key: ["digest"],
            "digest, grant_id, client_id, created_at, expires_at, rotated_at, predecessor, sealed"
        ),
        MovedTable(
            "ended_connections",
            key: ["id"],
            "id, client_id, client_name, user_id, redirect_uri, reason, address, ended_at"
        ),
        MovedTable(
            "consents",
            key: ["user_id", "client_id"],
            "user_id, client_id, workspace_id, scopes, client_digest, created_at, also_reads"
        ),
        MovedTable(
            "browser_sessions",
            key: ["digest"],
            """
            digest, id, user_id, created_at, authenticated_at, expires_at, provider, upstream_id_token, \
            user_agent, seen_at, address
            """
        ),
        MovedTable(
            "login_transactions",
            key: ["state"],
            "state, provider, nonce, verifier, browser, destination, expires_at"
        ),
        MovedTable(
            "passwords",
            key: ["user_id"],
            "user_id, hash"
        ),
        MovedTable(
            "login_failures",
            key: ["key", "at"],
            "key, at",
            hasRepeats: true
        ),
        MovedTable(
            "one_time_ids",
            key: ["purpose", "id"],
            "purpose, id, expires_at"
        ),
        MovedTable(
            "signing_keys",
            key: ["id"],
            "id, algorithm, material, state, created_at, retires_at"
        ),
        MovedTable(
            "known_browsers",
            key: ["user_id", "digest"],
            "user_id, digest, expires_at"
        ),
        MovedTable(
            "passkeys",
            key: ["id"],
            """
            id, user_id, credential, public_key, counter, name, backup_eligible, backed_up, created_at, \
            last_used_at
            """
        ),
        MovedTable(
            "connection_steps",
            key: ["client_id", "address", "stage"],
            "client_id, address, stage, name, at, passed, remark, site"
        ),
        MovedTable(
            "invitations",
            key: ["id"],
            "id, digest, workspace_id, role, invited_by, makes_account, note, created_at, expires_at"
        ),
    ]
}
