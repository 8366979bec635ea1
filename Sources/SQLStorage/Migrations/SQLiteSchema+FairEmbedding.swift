extension SQLiteSchema {
    /// An index to find users whose memories lack a vector of the model in use, without scanning those memories. The
    /// background embedder takes a few of each user, and a search looks at its own users.
    static let fairEmbedding = Migration(
        10,
        "fair-embedding",
        """
        DROP INDEX memories_by_model;
        CREATE INDEX memories_by_model ON memories (model_id, partition_id);
        """
    )
}
