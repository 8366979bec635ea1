extension SQLiteSchema {
    /// The other workspaces in which a credential may read: a JSON list of ids.
    static let alsoReads = Migration(30, "also reads", CommonSchema.alsoReads)
}
