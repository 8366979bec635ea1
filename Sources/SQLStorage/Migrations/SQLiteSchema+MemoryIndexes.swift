extension SQLiteSchema {
    /// A filter on a session or a namespace mostly applies to one user. Without the user in the index, a search of one
    /// session read every memory of the user, or of all users with a session of the same name. The list of a namespace
    /// for a back end, over all users, keeps its own index by time.
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
