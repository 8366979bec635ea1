extension SQLiteSchema {
    /// Invitations to team workspaces.
    static let invitations = Migration(
        20,
        "invitations",
        """
        CREATE TABLE invitations (
            id TEXT NOT NULL PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            invited_by TEXT REFERENCES users (id) ON DELETE CASCADE,
            makes_account BIGINT NOT NULL,
            note TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        );
        CREATE INDEX invitations_by_workspace ON invitations (workspace_id, created_at);
        CREATE INDEX invitations_by_inviter ON invitations (invited_by) WHERE invited_by IS NOT NULL;
        CREATE INDEX invitations_by_expiry ON invitations (expires_at);
        """
    )
}
