extension PostgresSchema {
    /// The other workspaces in which a credential may read: a JSON list of ids.
    static let alsoReads = Migration(6, "also reads", CommonSchema.alsoReads)
}
