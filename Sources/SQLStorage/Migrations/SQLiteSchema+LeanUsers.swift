extension SQLiteSchema {
    /// User attributes belong to a workspace (`user_profiles`). The account's own were always empty, and reading them
    /// took a third of the time needed to check an API token.
    static let leanUsers = Migration(6, "lean users", "ALTER TABLE users DROP COLUMN metadata;")
}
