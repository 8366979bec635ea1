package import Authorization
package import Base
import Identity

/// Authorization codes in SQL.
package struct SQLAuthorizationCodeStore: AuthorizationCodeStore {
    let database: any SQLDatabase

    package func add(_ code: AuthorizationCode, digest: Digest256) async throws {
        let grant = code.grant
        _ = try await database.change(
            """
            INSERT INTO authorization_codes (digest, grant_id, client_id, user_id, workspace_id, also_reads, scopes, resources, nonce,
                authenticated_at, created_at, redirect_uri, challenge, expires_at)
            VALUES (\(digest), \(grant.id), \(grant.client), \(grant.user), \(grant.workspace),
                \(try jsonText(grant.alsoReads.map(\.rawValue))), \(grant.scopes.text), \(try jsonText(grant.resources)), \(grant.nonce), \(grant.authenticatedAt), \(grant.createdAt), \(grant.redirectURI),
                \(code.challenge), \(code.expiresAt))
            """
        )
    }

    package func code(_ digest: Digest256) async throws -> AuthorizationCode? {
        try await database.row("SELECT \(CodeRow.columns) FROM authorization_codes c WHERE c.digest = \(digest)")
            .map { try CodeRow.code($0) }
    }

    package func redeem(
        _ digest: Digest256,
        first refreshToken: (digest: Digest256, expiresAt: Timestamp)?,
        at now: Timestamp
    ) async throws -> Redemption {
        // Without a refresh token the grant yields only access tokens, and no access token lives longer than a day.
        let end = refreshToken == nil ? now.advanced(by: .seconds(90_000)) : nil
        var steps: [SQLStep] = [
            .require(
                """
                UPDATE authorization_codes SET redeemed_at = \(now)
                WHERE digest = \(digest) AND redeemed_at IS NULL AND expires_at > \(now)
                    AND EXISTS (SELECT 1 FROM users u WHERE u.id = user_id AND u.status = \(User.Status.active.rawValue))
                """
            ),
            .run(
                """
                INSERT INTO grants (id, client_id, user_id, workspace_id, also_reads, scopes, resources, redirect_uri, nonce, authenticated_at,
                    created_at, last_used_at, expires_at)
                SELECT grant_id, client_id, user_id, workspace_id, also_reads, scopes, resources, redirect_uri, nonce, authenticated_at,
                    created_at, \(now), \(end)
                FROM authorization_codes WHERE digest = \(digest)
                """
            ),
            .run("SELECT \(CodeRow.columns) FROM authorization_codes c WHERE c.digest = \(digest)", as: "code"),
        ]
        if let refreshToken {
            steps.append(
                .run(
                    """
                    INSERT INTO refresh_tokens (digest, grant_id, client_id, created_at, expires_at)
                    SELECT \(refreshToken.digest), grant_id, client_id, \(now), \(refreshToken.expiresAt)
                    FROM authorization_codes WHERE digest = \(digest)
                    """
                )
            )
        }
        switch try await database.atomically(steps) {
        case .committed(let results):
            return .redeemed(try CodeRow.code(results.result("code").row()))
        case .refused:
            // A redeemed code stays redeemed: the reason for refusing the batch still holds here.
            return try await database.row(
                "SELECT grant_id FROM authorization_codes WHERE digest = \(digest) AND redeemed_at IS NOT NULL"
            ).map { .replayed(ID(try $0.text("grant_id"))) } ?? .unknown
        }
    }

    /// A redeemed code whose grant is live is checked again a day later. So one purge costs as much as what has expired
    /// since the last purge, not as much as what is live.
    package func purge(expiredBefore: Timestamp) async throws -> Int {
        let results = try await database.commit([
            .run(
                """
                UPDATE authorization_codes SET expires_at = \(expiredBefore.advanced(by: .seconds(86_400)))
                WHERE expires_at < \(expiredBefore) AND redeemed_at IS NOT NULL AND EXISTS (SELECT 1 FROM grants g WHERE g.id = grant_id)
                """
            ),
            .run("DELETE FROM authorization_codes WHERE expires_at < \(expiredBefore)", as: "codes"),
        ])
        return try results.result("codes").count
    }
}
