package import Authorization
package import Base
package import Identity

/// Live grants and their refresh tokens in SQL. Revoking deletes the grant; its refresh tokens go with it.
package struct SQLGrantStore: GrantStore {
    let database: any SQLDatabase

    package func add(_ grant: AuthorizationGrant, expiresAt: Timestamp) async throws -> Bool {
        try await database.change(
            """
            INSERT INTO grants (id, client_id, user_id, workspace_id, scopes, resources, redirect_uri, nonce, authenticated_at,
                created_at, last_used_at, expires_at)
            SELECT \(grant.id), c.id, \(grant.user), \(grant.workspace), \(grant.scopes.text),
                \(try jsonText(grant.resources)), \(grant.redirectURI), \(grant.nonce), \(grant.authenticatedAt), \(grant.createdAt), \(grant.lastUsedAt),
                \(expiresAt)
            FROM clients c WHERE c.id = \(grant.client)
            """
        ).count > 0
    }

    /// A client that acts for itself is an admin of its workspace; only its scopes limit it. A user must still be a
    /// member. A client without a row is known by its metadata document (`SQLClientStore.documents`).
    package func resolve(_ id: ID<AuthorizationGrant>) async throws -> ResolvedGrant? {
        let row = try await database.row(
            """
            SELECT \(GrantRow.columns), w.privacy, \(SQL.entryName), m.role, c.origin, \(UserRow.columns)
            FROM grants g JOIN workspaces w ON w.id = g.workspace_id LEFT JOIN users u ON u.id = g.user_id
            LEFT JOIN clients c ON c.id = g.client_id LEFT JOIN memberships m ON m.workspace_id = g.workspace_id AND m.user_id = g.user_id
            WHERE g.id = \(id)
            """
        )
        guard let row else { return nil }
        let grant = try GrantRow.grant(row)
        let role: Role
        var user: User?
        if grant.user == nil {
            role = .admin
        } else {
            guard try !row.isNull("role") else { return nil }
            role = try row.choice("role")
            user = try UserRow.user(row)
        }
        let entry = Principal.Entry(
            workspace: grant.workspace,
            role: role,
            privacy: try row.choice("privacy"),
            name: try row.text("entry_name")
        )
        let origin = try row.isNull("origin") ? Client.Origin.document : row.choice("origin")
        let others = try await database.entries(readBy: grant.user, of: grant.alsoReads)
        return ResolvedGrant(grant: grant, user: user, entries: [entry] + others, origin: origin)
    }

    package func grants(of user: ID<User>) async throws -> [AuthorizationGrant] {
        try await database.rows(
            "SELECT \(GrantRow.columns) FROM grants g WHERE g.user_id = \(user) ORDER BY g.created_at, g.id"
        )
        .map { try GrantRow.grant($0) }
    }

    package func revoke(_ id: ID<AuthorizationGrant>) async throws -> Bool {
        try await database.change("DELETE FROM grants WHERE id = \(id)").count > 0
    }

    package func end(
        _ id: ID<AuthorizationGrant>,
        because reason: EndReason,
        from address: String?,
        at now: Timestamp
    ) async throws -> EndedConnection? {
        let results = try await database.commit(ending("\(id)", because: reason, from: address, at: now))
        return try results.result("ended").rows.first.map { try EndedRow.ended($0) }
    }

    package func ended(of user: ID<User>) async throws -> [EndedConnection] {
        try await database.rows(
            "SELECT \(EndedRow.columns) FROM ended_connections WHERE user_id = \(user) ORDER BY ended_at DESC, id"
        )
        .map { try EndedRow.ended($0) }
    }

    package func grant(
        ofRefresh digest: Digest256,
        client: ID<Client>,
        at now: Timestamp
    ) async throws -> AuthorizationGrant? {
        try await database.row(
            """
            SELECT \(GrantRow.columns) FROM refresh_tokens r JOIN grants g ON g.id = r.grant_id
            WHERE r.digest = \(digest) AND r.client_id = \(client) AND r.rotated_at IS NULL AND r.expires_at > \(now)
                AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = g.user_id AND u.status <> \(User.Status.active.rawValue))
            """
        ).map { try GrantRow.grant($0) }
    }

    package func refreshToken(_ digest: Digest256) async throws -> RefreshToken? {
        try await database.row(
            "SELECT grant_id, client_id, created_at, expires_at FROM refresh_tokens WHERE digest = \(digest)"
        ).map {
            RefreshToken(
                grant: ID(try $0.text("grant_id")),
                client: ID(try $0.text("client_id")),
                createdAt: try $0.timestamp("created_at"),
                expiresAt: try $0.timestamp("expires_at")
            )
        }
    }

    /// A grant is deleted with its last refresh token, and a grant without refresh tokens when its own time is over.
    /// Reads only expired rows, however many are live.
    package func purge(expiredBefore: Timestamp) async throws -> Int {
        try await database.commit([
            .run(
                """
                DELETE FROM grants WHERE id IN (SELECT grant_id FROM refresh_tokens WHERE expires_at < \(expiredBefore))
                    AND NOT EXISTS (SELECT 1 FROM refresh_tokens r WHERE r.grant_id = grants.id AND r.expires_at >= \(expiredBefore))
                """
            ),
            .run("DELETE FROM grants WHERE expires_at < \(expiredBefore)"),
            .run(
                """
                UPDATE refresh_tokens SET predecessor = NULL, sealed = NULL
                WHERE predecessor IS NOT NULL AND created_at < \(expiredBefore.advanced(by: .zero - RefreshAttempt.longestReuse))
                """
            ),
            .run(
                "DELETE FROM ended_connections WHERE ended_at < \(expiredBefore.advanced(by: .zero - EndedConnection.kept))"
            ),
            .run("DELETE FROM refresh_tokens WHERE expires_at < \(expiredBefore)"),
        ]).count
    }
}
