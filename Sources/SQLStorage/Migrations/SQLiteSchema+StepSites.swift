extension SQLiteSchema {
    /// The network that each step of a connecting client came from: when the table is full, the network with the most
    /// steps makes room, so that a flood evicts only itself.
    static let stepSites = Migration(
        25,
        "step sites",
        "ALTER TABLE connection_steps ADD COLUMN site TEXT NOT NULL DEFAULT '';"
    )
}
