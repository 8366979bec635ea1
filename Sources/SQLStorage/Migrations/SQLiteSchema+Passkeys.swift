extension SQLiteSchema {
    /// Passkeys that people log in with.
    static let passkeys = Migration(
        19,
        "passkeys",
        """
        CREATE TABLE passkeys (
            id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            credential BLOB NOT NULL UNIQUE,
            public_key BLOB NOT NULL,
            counter BIGINT NOT NULL,
            name TEXT NOT NULL,
            backup_eligible BIGINT NOT NULL,
            backed_up BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            last_used_at BIGINT
        );
        CREATE INDEX passkeys_by_user ON passkeys (user_id, created_at);
        """
    )
}
