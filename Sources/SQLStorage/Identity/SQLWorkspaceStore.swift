package import Base
package import Identity

/// Workspaces and their members in SQL.
package struct SQLWorkspaceStore: WorkspaceStore {
    let database: any SQLDatabase
    var partitionsRemoved: PartitionsRemoved = { _ in }

    package func add(_ workspace: Workspace) async throws -> Bool {
        try await database.change(WorkspaceRow.insertion(workspace, conflict: "ON CONFLICT DO NOTHING")).count > 0
    }

    package func workspace(_ id: ID<Workspace>) async throws -> Workspace? {
        try await database.row("SELECT \(WorkspaceRow.columns) FROM workspaces w WHERE w.id = \(id)")
            .map { try WorkspaceRow.workspace($0) }
    }

    package func workspace(named name: String) async throws -> Workspace? {
        try await database.row("SELECT \(WorkspaceRow.columns) FROM workspaces w WHERE w.name = \(name)")
            .map { try WorkspaceRow.workspace($0) }
    }

    package func workspaces(_ page: PageRequest) async throws -> Page<Workspace> {
        let items = try await database.rows(
            """
            SELECT \(WorkspaceRow.columns) FROM workspaces w ORDER BY w.created_at, w.id
            LIMIT \(page.limit) OFFSET \(page.offset)
            """,
            effort: .scan
        )
        let total = try await database.number("SELECT count(*) FROM workspaces", effort: .scan)
        return Page(items: try items.map { try WorkspaceRow.workspace($0) }, total: Int(total))
    }

    package func members(of id: ID<Workspace>) async throws -> [(user: User, role: Role)] {
        try await database.rows(
            """
            SELECT \(UserRow.columns), m.role FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.workspace_id = \(id) ORDER BY u.name
            """
        ).map { (user: try UserRow.user($0), role: try $0.choice("role")) }
    }

    package func memberships(of user: ID<User>) async throws -> [Membership] {
        try await database.rows(
            """
            SELECT \(WorkspaceRow.columns), m.role FROM memberships m
            JOIN workspaces w ON w.id = m.workspace_id JOIN users u ON u.id = m.user_id
            WHERE m.user_id = \(user)
            ORDER BY CASE WHEN w.id = u.personal_workspace THEN 0 ELSE 1 END, w.created_at, w.id
            """
        ).map { Membership(workspace: try WorkspaceRow.workspace($0), user: user, role: try $0.choice("role")) }
    }

    /// Only its owner can enter a personal workspace, and the owner stays its admin.
    package func setMember(
        _ user: ID<User>,
        of workspace: ID<Workspace>,
        role: Role,
        keepingAnAdmin: Bool
    ) async throws -> MemberChange {
        let isGuarded = keepingAnAdmin && role != .admin
        let change: SQL = """
            INSERT INTO memberships (workspace_id, user_id, role)
            SELECT w.id, u.id, \(role.rawValue) FROM workspaces w, users u
            WHERE w.id = \(workspace) AND u.id = \(user) AND w.kind = 'team'
                AND \(Self.condition(isGuarded, user, workspace))
            ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = excluded.role
            """
        return try await outcome(change, isGuarded, user, workspace)
    }

    package func removeMember(
        _ user: ID<User>,
        of workspace: ID<Workspace>,
        keepingAnAdmin: Bool
    ) async throws -> MemberChange {
        let change: SQL = """
            DELETE FROM memberships WHERE workspace_id = \(workspace) AND user_id = \(user)
                AND EXISTS (SELECT 1 FROM workspaces w WHERE w.id = \(workspace) AND w.kind = 'team')
                AND \(Self.condition(keepingAnAdmin, user, workspace))
            """
        return try await outcome(change, keepingAnAdmin, user, workspace)
    }

    /// When guarded: the user is not the last active admin of the team. Part of the changing statement, so that no other
    /// change can come between.
    private static func condition(_ isGuarded: Bool, _ user: ID<User>, _ workspace: ID<Workspace>) -> SQL {
        guard isGuarded else { return "1 = 1" }
        let admin = Role.admin.rawValue
        return """
            (NOT EXISTS (SELECT 1 FROM memberships a WHERE a.workspace_id = \(workspace) AND a.user_id = \(user)
                AND a.role = \(admin))
            OR EXISTS (SELECT 1 FROM memberships o JOIN users s ON s.id = o.user_id
                WHERE o.workspace_id = \(workspace) AND o.user_id <> \(user) AND o.role = \(admin)
                AND s.status = \(User.Status.active.rawValue)))
            """
    }

    private func outcome(
        _ change: SQL,
        _ isGuarded: Bool,
        _ user: ID<User>,
        _ workspace: ID<Workspace>
    ) async throws -> MemberChange {
        if try await database.change(change).count > 0 { return .done }
        guard isGuarded else { return .absent }
        let isMember = try await database.row(
            """
            SELECT 1 FROM memberships m JOIN workspaces w ON w.id = m.workspace_id
            WHERE m.workspace_id = \(workspace) AND m.user_id = \(user) AND w.kind = 'team'
            """
        )
        return isMember == nil ? .absent : .lastAdmin
    }

    package func rename(_ id: ID<Workspace>, to name: String) async throws -> Bool {
        try await database.change(
            """
            UPDATE workspaces SET name = \(name)
            WHERE id = \(id) AND kind = 'team' AND NOT EXISTS (SELECT 1 FROM workspaces o WHERE o.name = \(name) AND o.id <> \(id))
            """
        ).count > 0
    }

    package func contents(of id: ID<Workspace>) async throws -> WorkspaceContents {
        let row = try await database.rows(
            """
            SELECT (SELECT count(*) FROM memories WHERE workspace_id = \(id)) AS memories,
                (SELECT count(*) FROM sessions WHERE workspace_id = \(id)) AS sessions,
                (SELECT count(*) FROM memberships WHERE workspace_id = \(id)) AS members,
                (SELECT count(*) FROM api_tokens WHERE workspace_id = \(id)) AS api_tokens,
                (SELECT count(*) FROM clients WHERE workspace_id = \(id)) AS clients
            """,
            effort: .scan
        )[0]
        return WorkspaceContents(
            memories: Int(try row.integer("memories")),
            sessions: Int(try row.integer("sessions")),
            members: Int(try row.integer("members")),
            apiTokens: Int(try row.integer("api_tokens")),
            clients: Int(try row.integer("clients"))
        )
    }

    package func delete(_ id: ID<Workspace>) async throws -> Bool {
        let outcome = try await database.atomically([
            .require("SELECT 1 FROM workspaces WHERE id = \(id) AND kind = 'team'"),
            .run("DELETE FROM partitions WHERE workspace_id = \(id) RETURNING id", as: "partitions"),
            // Tokens that an administrator bound to this workspace would be useless without it.
            .run("DELETE FROM clients WHERE workspace_id = \(id)"),
            // Cascades to everything else.
            .require("DELETE FROM workspaces WHERE id = \(id)"),
        ])
        guard case .committed(let results) = outcome else { return false }
        partitionsRemoved(try results.result("partitions").rows.map { try $0.integer("id") })
        return true
    }
}
