package import Base
package import Identity

/// API tokens in SQL.
package struct SQLAPITokenStore: APITokenStore {
    let database: any SQLDatabase

    package func add(_ token: APIToken, verifier: APITokenHash) async throws -> Bool {
        let (digest, bcrypt): (Digest256?, String?) =
            switch verifier {
            case .sha256(let digest): (digest, nil)
            case .bcrypt(let text): (nil, text)
            }
        let user: ID<User>? =
            switch token.owner {
            case .user(let id): id
            case .service: nil
            }
        let hasOwner: SQL = user.map { "EXISTS (SELECT 1 FROM users u WHERE u.id = \($0))" } ?? "1 = 1"
        return try await database.change(
            """
            INSERT INTO api_tokens (id, user_id, workspace_id, also_reads, scopes, text, digest, bcrypt, created_at, expires_at, last_used_at)
            SELECT \(token.id), \(user), w.id, \(try jsonText(token.alsoReads.map(\.rawValue))), \(Int64(token.scopes.rawValue)), \(token.label), \(digest), \(bcrypt),
                \(token.createdAt), \(token.expiresAt), \(token.lastUsedAt)
            FROM workspaces w
            WHERE w.id = \(token.workspace) AND \(hasOwner)
            ON CONFLICT DO NOTHING
            """
        ).count > 0
    }

    /// A service is an admin of its own workspace; only its scopes limit it. In others it may only read. A user's token bound to a workspace that
    /// the user has left enters nothing; otherwise a request that names no workspace would end up in another one.
    package func resolve(_ id: ID<APIToken>) async throws -> ResolvedAPIToken? {
        let rows = try await database.rows(
            """
            SELECT \(APITokenRow.columns), \(UserRow.columns), w.id AS entry, m.role, w.privacy, \(SQL.entryName)
            FROM api_tokens t LEFT JOIN users u ON u.id = t.user_id LEFT JOIN memberships m ON m.user_id = u.id
            JOIN workspaces w ON w.id = COALESCE(m.workspace_id, t.workspace_id)
            WHERE t.id = \(id)
            ORDER BY CASE WHEN w.id = t.workspace_id THEN 0 ELSE 1 END, w.created_at, w.id
            """
        )
        guard let first = rows.first else { return nil }
        let token = try APITokenRow.token(first)
        let entries = try rows.compactMap { row -> Principal.Entry? in
            let role: Role
            switch token.owner {
            case .service: role = .admin
            case .user:
                guard try !row.isNull("role") else { return nil }
                role = try row.choice("role")
            }
            return Principal.Entry(
                workspace: ID(try row.text("entry")),
                role: role,
                privacy: try row.choice("privacy"),
                name: try row.text("entry_name")
            )
        }
        let others = token.owner == .service ? try await database.entries(readBy: nil, of: token.alsoReads) : []
        return ResolvedAPIToken(
            token: token,
            verifier: try APITokenRow.verifier(first),
            user: try first.isNull("u.id") ? nil : UserRow.user(first),
            memberships: entries.first?.workspace == token.workspace ? entries + others : []
        )
    }

    package func tokens(withPrefix prefix: String, of owner: ID<User>?) async throws -> [APIToken] {
        let owned: SQL = owner.map { "t.user_id = \($0)" } ?? "1 = 1"
        return try await database.rows(
            """
            SELECT \(APITokenRow.columns) FROM api_tokens t
            WHERE \(owned) AND substr(t.id, 1, \(prefix.unicodeScalars.count)) = \(prefix)
            ORDER BY t.created_at, t.id
            """,
            effort: .scan
        ).map { try APITokenRow.token($0) }
    }

    package func remove(_ id: ID<APIToken>) async throws -> Bool {
        try await database.change("DELETE FROM api_tokens WHERE id = \(id)").count > 0
    }
}
