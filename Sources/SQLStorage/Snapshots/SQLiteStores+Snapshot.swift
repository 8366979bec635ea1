extension SQLiteStores {
    /// Copies the database as of now into the new file `target`, while the server goes on.
    /// - Parameter keepingKeys: whether the copy has the keys that sign tokens.
    /// - Throws: `StoreFailure`; `CancellationError` when the task is cancelled. The file must then be removed.
    package func snapshot(to target: String, keepingKeys: Bool) async throws -> Snapshot {
        try await database.snapshot(to: target, keepingKeys: keepingKeys)
    }

    /// The number of commits of this database.
    package func commits() async throws -> Int64 {
        try await database.number("SELECT number FROM commits")
    }
}
