extension SQLiteSchema {
    /// The last walk of each client from each address.
    static let connectionTrace = Migration(
        18,
        "connection trace",
        """
        CREATE TABLE connection_steps (
            client_id TEXT NOT NULL,
            address TEXT NOT NULL,
            stage TEXT NOT NULL,
            name TEXT,
            at BIGINT NOT NULL,
            passed BIGINT NOT NULL,
            remark TEXT,
            PRIMARY KEY (client_id, address, stage)
        );
        CREATE INDEX connection_steps_by_time ON connection_steps (at);
        """
    )
}
