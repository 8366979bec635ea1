extension SQLiteSchema {
    /// Attributes of a user are a workspace's (`user_profiles`): those of the account were always empty, and reading
    /// them was a third of what it took to know an API token.
    static let leanUsers = Migration(6, "lean users", "ALTER TABLE users DROP COLUMN metadata;")
}
