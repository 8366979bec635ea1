extension SQLiteSchema {
    /// A workspace's data about the users of its memories. No table refers to it: most users have no profile.
    static let userProfiles = Migration(
        5,
        "user profiles",
        """
        CREATE TABLE user_profiles (
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            user_id TEXT NOT NULL,
            name TEXT NOT NULL,
            metadata TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (workspace_id, user_id)
        );
        """
    )
}
