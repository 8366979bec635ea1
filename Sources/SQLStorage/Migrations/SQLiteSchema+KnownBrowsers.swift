extension SQLiteSchema {
    /// Browsers that a user has logged in with: strangers who guess passwords do not lock them out.
    static let knownBrowsers = Migration(
        11,
        "known browsers",
        """
        CREATE TABLE known_browsers (
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            digest BLOB NOT NULL,
            expires_at BIGINT NOT NULL,
            PRIMARY KEY (user_id, digest)
        );
        CREATE INDEX known_browsers_by_expiry ON known_browsers (expires_at);
        """
    )
}
