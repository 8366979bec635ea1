extension PostgresSchema {
    /// Sessions that begin and end, memories that expire, and the extraction prompts of a workspace.
    static let sessionRecords = Migration(7, "session records", CommonSchema.sessionRecords)
}
