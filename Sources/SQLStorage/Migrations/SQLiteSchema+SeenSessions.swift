extension SQLiteSchema {
    /// The time and address at which a browser session was last seen.
    static let seenSessions = Migration(
        21,
        "seen sessions",
        """
        ALTER TABLE browser_sessions ADD COLUMN seen_at BIGINT;
        ALTER TABLE browser_sessions ADD COLUMN address TEXT;
        """
    )
}
