extension SQLiteSchema {
    /// The index of writers also has the workspace and the user, so that memories of an application are counted in it alone.
    static let writerReach = Migration(
        29,
        "writer reach",
        """
        DROP INDEX memories_by_writer;
        CREATE INDEX memories_by_writer ON memories (written_by, workspace_id, user_id, written_at)
            WHERE written_by IS NOT NULL;
        """
    )
}
