extension SQLiteSchema {
    /// The undoings of a day, with the memories as they were. `edition_after` is the edition that the undoing left;
    /// NULL when it removed the memory.
    static let undoneApplications = Migration(
        16,
        "undone applications",
        """
        CREATE TABLE undone_applications (
            id TEXT NOT NULL PRIMARY KEY,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            identified_by TEXT NOT NULL,
            issuer TEXT NOT NULL,
            application TEXT NOT NULL,
            since BIGINT NOT NULL,
            at BIGINT NOT NULL
        );
        CREATE INDEX undone_applications_by_workspace ON undone_applications (workspace_id, at);

        CREATE TABLE undone_memories (
            undone_id TEXT NOT NULL REFERENCES undone_applications (id) ON DELETE CASCADE,
            user_id TEXT NOT NULL,
            id TEXT NOT NULL,
            memory TEXT NOT NULL,
            written_by BIGINT,
            written_at BIGINT,
            edition_after BIGINT,
            PRIMARY KEY (undone_id, user_id, id)
        ) WITHOUT ROWID;
        """
    )
}
