extension SQLiteSchema {
    /// Invitations to the server alone, without a workspace; they always make an account.
    static let serverInvitations = Migration(
        28,
        "server invitations",
        """
        CREATE TABLE invitations_again (
            id TEXT NOT NULL PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE,
            workspace_id TEXT REFERENCES workspaces (id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            invited_by TEXT REFERENCES users (id) ON DELETE CASCADE,
            makes_account BIGINT NOT NULL,
            note TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            CHECK (workspace_id IS NOT NULL OR makes_account = 1)
        );
        INSERT INTO invitations_again (id, digest, workspace_id, role, invited_by, makes_account, note, created_at, expires_at)
        SELECT id, digest, workspace_id, role, invited_by, makes_account, note, created_at, expires_at FROM invitations;
        DROP TABLE invitations;
        ALTER TABLE invitations_again RENAME TO invitations;
        CREATE INDEX invitations_by_workspace ON invitations (workspace_id, created_at);
        CREATE INDEX invitations_by_inviter ON invitations (invited_by) WHERE invited_by IS NOT NULL;
        CREATE INDEX invitations_by_expiry ON invitations (expires_at);
        """
    )
}
