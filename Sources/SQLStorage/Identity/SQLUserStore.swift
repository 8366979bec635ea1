package import Base
package import Identity

/// Users and their external identities in SQL.
package struct SQLUserStore: UserStore {
    let database: any SQLDatabase
    var partitionsRemoved: PartitionsRemoved = { _ in }

    package func add(_ user: User, personal: Workspace) async throws -> Bool {
        try await database.atomically(
            Self.creation(of: user, personal: personal)
        ).isCommitted
    }

    package func provision(_ identity: ExternalIdentity, candidate: User, personal: Workspace) async throws -> User {
        for suffix in Self.suffixes(for: candidate) {
            if let known = try await user(of: identity) { return known }
            // Only a taken name is ignored silently; a taken id is a mistake of the caller and fails.
            var steps = Self.creation(
                of: candidate,
                named: candidate.name + suffix,
                personal: personal,
                named: personal.name + suffix,
                conflict: "ON CONFLICT (name) DO NOTHING"
            )
            steps.append(
                .require(
                    """
                    INSERT INTO external_identities (issuer, subject, user_id)
                    VALUES (\(identity.issuer), \(identity.subject), \(candidate.id)) ON CONFLICT DO NOTHING
                    """
                )
            )
            // Refused: either another caller has provisioned this identity, and the next round finds it, or the name is
            // taken.
            guard case .refused = try await database.atomically(steps) else { break }
        }
        guard let made = try await user(of: identity) else {
            throw StoreFailure(.broken, "a user was removed while being provisioned")
        }
        return made
    }

    package func link(_ identity: ExternalIdentity, toUserWithEmail email: String) async throws {
        _ = try await database.change(
            """
            INSERT INTO external_identities (issuer, subject, user_id)
            SELECT \(identity.issuer), \(identity.subject), u.id FROM users u
            WHERE \(SQL.lowerASCII("u.email")) = \(SQL.lowerASCII("\(email)"))
                AND (SELECT count(*) FROM users o WHERE \(SQL.lowerASCII("o.email")) = \(SQL.lowerASCII("\(email)"))) = 1
                AND NOT EXISTS (SELECT 1 FROM external_identities e WHERE e.user_id = u.id AND e.issuer = \(identity.issuer))
            ON CONFLICT DO NOTHING
            """
        )
    }

    package func user(_ id: ID<User>) async throws -> User? {
        try await database.row("SELECT \(UserRow.columns) FROM users u WHERE u.id = \(id)").map { try UserRow.user($0) }
    }

    package func user(of identity: ExternalIdentity) async throws -> User? {
        try await database.row(
            """
            SELECT \(UserRow.columns) FROM external_identities e JOIN users u ON u.id = e.user_id
            WHERE e.issuer = \(identity.issuer) AND e.subject = \(identity.subject)
            """
        ).map { try UserRow.user($0) }
    }

    package func user(named name: String) async throws -> User? {
        try await database.row("SELECT \(UserRow.columns) FROM users u WHERE u.name = \(name)").map {
            try UserRow.user($0)
        }
    }

    package func user(loggingInAs name: String) async throws -> User? {
        let found = try await database.rows(
            """
            SELECT \(UserRow.columns) FROM users u WHERE u.login_name = \(UserName.loginName(name)) ORDER BY u.created_at, u.id LIMIT 100
            """
        ).map { try UserRow.user($0) }
        let typed = UserName.trimmed(name)
        return found.first { $0.name.isExactly(typed) } ?? (found.count == 1 ? found[0] : nil)
    }

    package func users(_ page: PageRequest) async throws -> Page<User> {
        let items = try await database.rows(
            """
            SELECT \(UserRow.columns) FROM users u ORDER BY u.created_at, u.id LIMIT \(page.limit) OFFSET \(page.offset)
            """,
            effort: .scan
        )
        let total = try await database.number("SELECT count(*) FROM users", effort: .scan)
        return Page(items: try items.map { try UserRow.user($0) }, total: Int(total))
    }

    package func isLastAdministrator(_ id: ID<User>) async throws -> Bool {
        try await database.row("SELECT 1 FROM users WHERE id = \(id) AND NOT \(Self.condition(true, id))") != nil
    }

    package func describe(
        _ id: ID<User>,
        as description: UserDescription,
        keepingAnAdministrator: Bool
    ) async throws -> UserChange {
        let isGuarded = keepingAnAdministrator && description.isAdministrator == false
        let isChanged =
            try await database.change(
                """
                UPDATE users SET display_name = nullif(coalesce(\(description.displayName), display_name), ''),
                    email = nullif(coalesce(\(description.email), email), ''),
                    is_administrator = coalesce(\(description.isAdministrator), is_administrator)
                WHERE id = \(id) AND \(Self.condition(isGuarded, id))
                """
            ).count > 0
        return try await outcome(isChanged, id)
    }

    package func set(_ status: User.Status, for id: ID<User>, keepingAnAdministrator: Bool) async throws -> UserChange {
        let isGuarded = keepingAnAdministrator && status != .active
        let change: SQL = """
            UPDATE users SET status = \(status.rawValue) WHERE id = \(id) AND \(Self.condition(isGuarded, id))
            """
        let sessions: [SQLStep] = status == .active ? [] : [.run("DELETE FROM browser_sessions WHERE user_id = \(id)")]
        return try await outcome(try await database.atomically([.require(change)] + sessions).isCommitted, id)
    }

    /// A member of a private team may have left it earlier: data filed there prevents the name from being given to another
    /// user.
    static func retiringName(of id: ID<User>) -> SQLStep {
        .run(
            """
            INSERT INTO retired_names (name, login_name, workspace_id)
            SELECT r.name, r.login_name, w.id FROM users r, workspaces w
            WHERE r.id = \(id) AND w.kind = 'team' AND w.privacy = \(Workspace.Privacy.privatePerUser.rawValue)
                AND \(hasLeft(in: "w.id"))
            ON CONFLICT DO NOTHING
            """
        )
    }

    /// Removes the personal workspace, which cascades to the user, memberships, external identities, passkeys, tokens, grants,
    /// logins, and the memories and sessions there.
    static func removingAccount(_ id: ID<User>) -> SQLStep {
        .require(
            """
            DELETE FROM workspaces
            WHERE kind = 'personal' AND id = (SELECT personal_workspace FROM users WHERE id = \(id))
            """
        )
    }

    package func delete(_ id: ID<User>, keepingAnAdministrator: Bool) async throws -> UserChange {
        let name: SQL = "user_id = (SELECT name FROM users WHERE id = \(id))"
        let teams: SQL = "SELECT workspace_id FROM memberships WHERE user_id = \(id)"
        let privateTeams: SQL = """
            SELECT m.workspace_id FROM memberships m JOIN workspaces w ON w.id = m.workspace_id
            WHERE m.user_id = \(id) AND w.privacy = \(Workspace.Privacy.privatePerUser.rawValue)
            """
        let outcome = try await database.atomically([
            .require("SELECT 1 FROM users WHERE id = \(id) AND \(Self.condition(keepingAnAdministrator, id))"),
            .run(
                """
                DELETE FROM partitions WHERE workspace_id = (SELECT personal_workspace FROM users WHERE id = \(id))
                    OR (\(name) AND workspace_id IN (\(privateTeams)))
                RETURNING id
                """,
                as: "partitions"
            ),
            .run("DELETE FROM sessions WHERE \(name) AND workspace_id IN (\(privateTeams))"),
            .run("DELETE FROM promotions WHERE \(name) AND workspace_id IN (\(privateTeams))"),
            .run("DELETE FROM language_calls WHERE \(name) AND workspace_id IN (\(teams))"),
            .run("DELETE FROM user_profiles WHERE \(name) AND workspace_id IN (\(teams))"),
            .run("DELETE FROM memory_events WHERE user_id = \(id) AND workspace_id IN (\(teams))"),
            Self.retiringName(of: id),
            Self.removingAccount(id),
        ])
        guard case .committed(let results) = outcome else { return try await self.outcome(false, id) }
        partitionsRemoved(try results.result("partitions").rows.map { try $0.integer("id") })
        return .done
    }

    /// When guarded: the user is not the last active administrator. Part of the changing statement, so that no other
    /// change can come between.
    static func condition(_ isGuarded: Bool, _ id: ID<User>) -> SQL {
        guard isGuarded else { return "1 = 1" }
        return """
            (is_administrator = 0 OR status <> \(User.Status.active.rawValue) OR EXISTS (
                SELECT 1 FROM users o WHERE o.id <> \(id) AND o.is_administrator = 1 AND o.status = \(User.Status.active.rawValue)))
            """
    }

    private func outcome(_ isChanged: Bool, _ id: ID<User>) async throws -> UserChange {
        if isChanged { return .done }
        return try await user(id) == nil ? .absent : .lastAdministrator
    }

    /// Whether the name, ignoring case, is taken: by another user, or by a deleted user with data left in a workspace
    /// whose members are private to each other.
    private static func isTaken(_ name: String) -> SQL {
        let login = UserName.loginName(name)
        return """
            (EXISTS (SELECT 1 FROM users o WHERE o.login_name = \(login))
            OR EXISTS (SELECT 1 FROM retired_names r WHERE r.login_name = \(login) AND \(hasLeft(in: "r.workspace_id"))))
            """
    }

    /// Whether the workspace has data filed under the name of `r`.
    static func hasLeft(in workspace: SQL) -> SQL {
        """
        (EXISTS (SELECT 1 FROM memories m WHERE m.workspace_id = \(workspace) AND m.user_id = r.name)
        OR EXISTS (SELECT 1 FROM sessions s WHERE s.workspace_id = \(workspace) AND s.user_id = r.name)
        OR EXISTS (SELECT 1 FROM promotions p WHERE p.workspace_id = \(workspace) AND p.user_id = r.name))
        """
    }

    /// The suffixes for a taken name, in the order of the attempts. Each attempt is a write, and an issuer may give
    /// every user the same name. So there are only ten, and the last one is part of the unique id.
    private static func suffixes(for user: User) -> [String] {
        [""] + (2...10).map { "-\($0)" } + ["-" + user.id.rawValue.suffix(7).lowercased()]
    }

    /// The steps that add a user whose name is free; the second is refused when it is taken.
    static func creation(of user: User, personal: Workspace) -> [SQLStep] {
        creation(
            of: user,
            named: user.name,
            personal: personal,
            named: personal.name,
            conflict: "ON CONFLICT DO NOTHING"
        )
    }

    private static func creation(
        of user: User,
        named userName: String,
        personal: Workspace,
        named workspaceName: String,
        conflict: SQL
    ) -> [SQLStep] {
        [
            .require(WorkspaceRow.insertion(personal, name: workspaceName, conflict: conflict)),
            .require(
                """
                INSERT INTO users (id, name, login_name, display_name, email, status, is_administrator, created_at, personal_workspace)
                SELECT \(user.id), \(userName), \(UserName.loginName(userName)), \(user.displayName), \(user.email),
                    \(user.status.rawValue), \(user.isAdministrator), \(user.createdAt), \(personal.id)
                WHERE NOT \(isTaken(userName))
                \(conflict)
                """
            ),
            .require(
                """
                INSERT INTO memberships (workspace_id, user_id, role) VALUES (\(personal.id), \(user.id), \(Role.admin.rawValue))
                """
            ),
        ]
    }
}
