package import Base
package import Identity

/// Authorization codes in SQL.
package struct SQLAuthorizationCodeStore: AuthorizationCodeStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    package func add(_ code: AuthorizationCode, digest: Digest256) async throws {
        let grant = code.grant
        _ = try await database.change(
            """
            INSERT INTO authorization_codes (digest, grant_id, client_id, user_id, workspace_id, scopes, resources, nonce,
                authenticated_at, created_at, redirect_uri, challenge, expires_at)
            VALUES (\(digest), \(grant.id), \(grant.client), \(grant.user), \(grant.workspace), \(grant.scopes.text),
                \(try jsonText(grant.resources)), \(grant.nonce), \(grant.authenticatedAt), \(grant.createdAt), \(code.redirectURI),
                \(code.challenge), \(code.expiresAt))
            """)
    }

    package func code(_ digest: Digest256) async throws -> AuthorizationCode? {
        try await database.row("SELECT \(CodeRow.columns) FROM authorization_codes c WHERE c.digest = \(digest)")
            .map { try CodeRow.code($0) }
    }

    package func redeem(_ digest: Digest256, at now: Timestamp) async throws -> Redemption {
        let outcome = try await database.atomically([
            .require(
                """
                UPDATE authorization_codes SET redeemed_at = \(now)
                WHERE digest = \(digest) AND redeemed_at IS NULL
                    AND EXISTS (SELECT 1 FROM users u WHERE u.id = user_id AND u.status = \(User.Status.active.rawValue))
                """),
            .run(
                """
                INSERT INTO grants (id, client_id, user_id, workspace_id, scopes, resources, nonce, authenticated_at, created_at,
                    last_used_at)
                SELECT grant_id, client_id, user_id, workspace_id, scopes, resources, nonce, authenticated_at, created_at, \(now)
                FROM authorization_codes WHERE digest = \(digest)
                """),
            .run("SELECT \(CodeRow.columns) FROM authorization_codes c WHERE c.digest = \(digest)"),
        ])
        switch outcome {
        case .committed(let results): return .redeemed(try CodeRow.code(results[2].rows[0]))
        case .refused: return try await code(digest).map { .replayed($0.grant.id) } ?? .unknown
        }
    }

    package func purge(expiredBefore: Timestamp) async throws -> Int {
        try await database.change("DELETE FROM authorization_codes WHERE expires_at < \(expiredBefore)").count
    }
}
