extension SQLiteSchema {
    /// A filter on a session or a namespace is mostly one of a user's: without the user in the index a search of one
    /// session read every memory of the user, or of everybody who calls a session alike. A back end's list of a
    /// namespace, whoever's, keeps its own index in the order of time.
    static let memoryIndexes = Migration(
        4,
        "memory-indexes",
        """
        DROP INDEX memories_by_session;
        CREATE INDEX memories_by_session ON memories (workspace_id, session_id, user_id, created_at);
        CREATE INDEX memories_by_user_and_namespace ON memories (workspace_id, user_id, namespace, created_at);
        """
    )
}
