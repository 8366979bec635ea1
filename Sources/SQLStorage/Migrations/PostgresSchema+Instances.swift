extension PostgresSchema {
    /// The servers of the database, and the work that one of them does at a time.
    static let instances = Migration(
        9,
        "instances",
        """
        CREATE TABLE instances (
            id TEXT NOT NULL PRIMARY KEY,
            place TEXT NOT NULL,
            version TEXT NOT NULL,
            schema BIGINT NOT NULL,
            settings TEXT NOT NULL,
            started_at BIGINT NOT NULL,
            seen_at BIGINT NOT NULL
        );

        CREATE TABLE work_leases (
            name TEXT NOT NULL PRIMARY KEY,
            holder TEXT NOT NULL,
            until BIGINT NOT NULL,
            done_at BIGINT NOT NULL
        );

        -- A database no longer belongs to one data directory.
        DROP TABLE home;
        """
    )
}
