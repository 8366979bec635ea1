extension SQLiteSchema {
    /// The number of commits, so that a database that lost some is noticed (`CommitCount`).
    static let commitCount = Migration(
        23,
        "commit count",
        """
        CREATE TABLE commits (number BIGINT NOT NULL);
        INSERT INTO commits (number) VALUES (0);
        """
    )
}
