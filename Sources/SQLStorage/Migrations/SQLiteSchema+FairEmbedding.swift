extension SQLiteSchema {
    /// Whose memories lack a vector of the model in use, without walking those that lack one: the background embedder
    /// takes a few of everybody's, and a search asks about its own.
    static let fairEmbedding = Migration(
        10,
        "fair-embedding",
        """
        DROP INDEX memories_by_model;
        CREATE INDEX memories_by_model ON memories (model_id, partition_id);
        """
    )
}
