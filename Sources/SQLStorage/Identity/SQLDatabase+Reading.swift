import Base
import Identity

extension SQLDatabase {
    /// The workspaces that a credential reads besides its own, with the role of a reader.
    /// - Parameter user: who must be a member at this moment; nil for a service, which is a member of none.
    func entries(readBy user: ID<User>?, of workspaces: [ID<Workspace>]) async throws -> [Principal.Entry] {
        guard !workspaces.isEmpty else { return [] }
        let isMember: SQL =
            user.map { "EXISTS (SELECT 1 FROM memberships m WHERE m.workspace_id = w.id AND m.user_id = \($0))" }
            ?? "1 = 1"
        return try await rows(
            """
            SELECT w.id, w.privacy, \(SQL.entryName) FROM workspaces w WHERE w.id IN (\(SQL.filledList(workspaces))) AND \(isMember)
            ORDER BY w.created_at, w.id
            """
        ).map { row in
            Principal.Entry(
                workspace: ID(try row.text("id")),
                role: .reader,
                privacy: try row.choice("privacy"),
                name: try row.text("entry_name")
            )
        }
    }
}

extension SQLRow {
    /// The ids in a JSON list. Nearly all are empty, and every look-up of a token reads one, so that is not parsed.
    func workspaces(_ name: String) throws -> [ID<Workspace>] {
        try text(name) == "[]" ? [] : json(name, as: [String].self).map { ID($0) }
    }
}

extension SQL {
    /// The name that callers use for a workspace `w` (`Principal.Entry.name`), as the column `entry_name`.
    static let entryName: SQL = "CASE WHEN w.kind = 'personal' THEN 'personal' ELSE w.name END AS entry_name"
}
