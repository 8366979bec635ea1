package import Base
package import Identity
package import Memories

/// The users of a workspace in SQL.
package struct SQLUserProfileStore: UserProfileStore {
    let database: any SQLDatabase
    var partitionsRemoved: PartitionsRemoved = { _ in }

    package func add(_ access: Access, _ profile: UserProfile) async throws -> Bool {
        try access.requireWriting()
        try access.requireReach(profile.id)
        return try await database.change(
            """
            INSERT INTO user_profiles (workspace_id, user_id, name, metadata, created_at)
            SELECT w.id, \(profile.id), \(profile.name), \(try jsonText(profile.metadata)), \(profile.createdAt)
            FROM workspaces w WHERE w.id = \(access.workspace) AND NOT EXISTS (
                SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = w.id AND u.name = \(profile.id))
            ON CONFLICT DO NOTHING
            """
        ).count > 0
    }

    package func profile(_ access: Access, id: String) async throws -> UserProfile? {
        try await database.row(selection(access, id)).map(Self.profile)
    }

    package func profiles(_ access: Access, _ filter: UserFilter, page: PageRequest) async throws -> Page<UserProfile> {
        var conditions = [reach(access)]
        if let name = filter.name { conditions.append("d.name = \(name)") }
        conditions += filter.metadata.map { Self.holds($0.key, $0.value) }
        let rows = try await database.rows(
            """
            SELECT d.id, d.name, d.metadata, d.created_at FROM (\(directory(access))) d WHERE \(SQL.all(conditions))
            ORDER BY d.created_at, d.id LIMIT \(page.limit) OFFSET \(page.offset)
            """,
            effort: .scan
        )
        let total = try await database.number(
            "SELECT count(*) FROM (\(directory(access))) d WHERE \(SQL.all(conditions))",
            effort: .scan
        )
        return Page(items: try rows.map(Self.profile), total: Int(total))
    }

    package func update(_ access: Access, id: String, name: String?, metadata: JSONValue?) async throws -> UserProfile?
    {
        try access.requireWriting()
        let outcome = try await database.atomically([
            .require(selection(access, id)),
            // A member without a stored profile gets the default profile that was shown.
            .run(
                """
                INSERT INTO user_profiles (workspace_id, user_id, name, metadata, created_at)
                SELECT \(access.workspace), d.id, d.name, d.metadata, d.created_at FROM (\(directory(access))) d WHERE d.id = \(id)
                ON CONFLICT DO NOTHING
                """
            ),
            .require(
                """
                UPDATE user_profiles SET name = coalesce(\(name), name), metadata = coalesce(\(try metadata.map { try jsonText($0) }), metadata)
                WHERE workspace_id = \(access.workspace) AND user_id = \(id)
                RETURNING user_id AS id, name, metadata, created_at
                """,
                as: "profile"
            ),
        ])
        guard case .committed(let results) = outcome else { return nil }
        return try Self.profile(results.result("profile").row())
    }

    package func delete(_ access: Access, id: String) async throws -> Bool {
        try access.requireWriting()
        guard access.reaches(id) else { return false }
        let place: SQL = "workspace_id = \(access.workspace) AND user_id = \(id)"
        let account: SQL = "(SELECT u.id FROM users u WHERE u.name = \(id))"
        let outcome = try await database.atomically(
            [
                // A user without a profile or an account still exists while something is filed under the name.
                .require(
                    """
                    SELECT 1 WHERE EXISTS (\(selection(access, id))) OR EXISTS (SELECT 1 FROM memories WHERE \(place))
                        OR EXISTS (SELECT 1 FROM sessions WHERE \(place)) OR EXISTS (SELECT 1 FROM promotions WHERE \(place))
                    """
                )
            ] + SQLStep.removing(filedUnder: place) + [
                // The memories that an undoing keeps for a day, and the deeds of applications for the person.
                .run(
                    """
                    DELETE FROM undone_memories WHERE user_id = \(id)
                        AND undone_id IN (SELECT u.id FROM undone_applications u WHERE u.workspace_id = \(access.workspace))
                    """
                ),
                .run("DELETE FROM memory_events WHERE workspace_id = \(access.workspace) AND user_id = \(account)"),
                .run(
                    """
                    DELETE FROM provenance_days WHERE provenance_id IN (
                        SELECT v.id FROM provenances v WHERE v.workspace_id = \(access.workspace) AND v.user_id = \(account)
                    )
                    """
                ),
            ]
        )
        guard case .committed(let results) = outcome else { return false }
        partitionsRemoved(try results.result("partitions").rows.map { try $0.integer("id") })
        return true
    }

    // MARK: Parts

    private func selection(_ access: Access, _ id: String) -> SQL {
        "SELECT d.id, d.name, d.metadata, d.created_at FROM (\(directory(access))) d WHERE d.id = \(id) AND \(reach(access))"
    }

    /// All users of the workspace.
    private func directory(_ access: Access) -> SQL {
        """
        SELECT p.user_id AS id, p.name AS name, p.metadata AS metadata, p.created_at AS created_at
        FROM user_profiles p WHERE p.workspace_id = \(access.workspace)
        UNION ALL
        SELECT u.name, coalesce(u.display_name, u.name), '{}', u.created_at
        FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.workspace_id = \(access.workspace)
            AND NOT EXISTS (SELECT 1 FROM user_profiles p WHERE p.workspace_id = m.workspace_id AND p.user_id = u.name)
        """
    }

    /// Whether an attribute is this text, or a number that is written so: callers give both as text.
    private static func holds(_ key: String, _ value: String) -> SQL {
        let attribute: SQL = "CAST(d.metadata AS JSONB) -> CAST(\(key) AS TEXT)"
        return .either(
            sqlite: """
                (d.metadata ->> \(key) = \(value)
                    OR json_type(d.metadata -> \(key)) IN ('integer', 'real') AND d.metadata -> \(key) = \(value))
                """,
            postgres: """
                (\(attribute) = to_jsonb(CAST(\(value) AS TEXT))
                    OR jsonb_typeof(\(attribute)) = 'number' AND CAST(\(attribute) AS TEXT) = \(value))
                """
        )
    }

    private func reach(_ access: Access) -> SQL {
        switch access.reach {
        case .everyone: "1 = 1"
        case .only(let name): "d.id = \(name)"
        }
    }

    private static func profile(_ row: SQLRow) throws -> UserProfile {
        UserProfile(
            id: try row.text("id"),
            name: try row.text("name"),
            metadata: try row.freeJSON("metadata"),
            createdAt: try row.timestamp("created_at")
        )
    }
}
