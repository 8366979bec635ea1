package import Authorization
package import Base
import Identity

/// The rotation of refresh tokens, and the record of connections that it ends.
///
/// The live token of a family names its predecessor and holds itself sealed under it. A rotation clears both, so only
/// the direct predecessor of the live token is ever found here.
extension SQLGrantStore {
    package func rotate(_ attempt: RefreshAttempt, at now: Timestamp) async throws -> Rotation {
        let (digest, fresh) = (attempt.digest, attempt.successor)
        let predecessor = fresh.sealed == nil ? nil : digest
        let isActive: SQL = """
            NOT EXISTS (SELECT 1 FROM grants a JOIN users u ON u.id = a.user_id
                WHERE a.id = r.grant_id AND u.status <> \(User.Status.active.rawValue))
            """
        // The successor's digest is random: it exists only if this batch has just added it.
        let isOurs: SQL = "EXISTS (SELECT 1 FROM refresh_tokens n WHERE n.digest = \(fresh.digest))"
        let isReusable: SQL = """
            EXISTS (SELECT 1 FROM refresh_tokens s WHERE s.predecessor = \(digest) AND s.rotated_at IS NULL
                AND s.created_at > \(now.advanced(by: .zero - attempt.reuseWindow)) AND s.expires_at > \(now))
            """
        let presented: SQL = "r.digest = \(digest) AND r.client_id = \(attempt.client)"
        let spent: SQL = "\(presented) AND r.rotated_at IS NOT NULL"
        let results = try await database.commit(
            [
                .run(
                    """
                    INSERT INTO refresh_tokens (digest, grant_id, client_id, created_at, expires_at, predecessor, sealed)
                    SELECT \(fresh.digest), r.grant_id, r.client_id, \(now), \(fresh.expiresAt), \(predecessor), \(fresh.sealed)
                    FROM refresh_tokens r WHERE \(presented) AND r.rotated_at IS NULL AND r.expires_at > \(now) AND \(isActive)
                    """,
                    as: "rotated"
                ),
                .run(
                    """
                    UPDATE refresh_tokens SET rotated_at = \(now), predecessor = NULL, sealed = NULL
                    WHERE digest = \(digest) AND \(isOurs)
                    """
                ),
            ]
                + ending(
                    "(SELECT r.grant_id FROM refresh_tokens r WHERE \(spent) AND NOT \(isOurs) AND NOT \(isReusable))",
                    because: .refreshTokenReused,
                    from: attempt.address,
                    at: now
                ) + [
                    .run(
                        """
                        UPDATE grants SET last_used_at = \(now), address = coalesce(\(attempt.address), address)
                        WHERE id = (SELECT r.grant_id FROM refresh_tokens r WHERE \(spent) AND \(isActive))
                        """
                    ),
                    .run(
                        """
                        SELECT \(GrantRow.columns), s.sealed
                        FROM refresh_tokens r JOIN grants g ON g.id = r.grant_id
                        LEFT JOIN refresh_tokens s ON s.predecessor = r.digest AND s.rotated_at IS NULL
                        WHERE \(spent) AND \(isActive)
                        """,
                        as: "grant"
                    ),
                ]
        )
        if let ended = try results.result("ended").rows.first { return .replayed(try EndedRow.ended(ended)) }
        guard let row = try results.result("grant").rows.first else { return .unknown }
        let grant = try GrantRow.grant(row)
        return try results.result("rotated").count > 0 ? .rotated(grant) : .repeated(grant, sealed: row.blob("sealed"))
    }

    /// Deletes the grant that `id` selects, after a record of it (`ended`) for its user.
    func ending(_ id: SQL, because reason: EndReason, from address: String?, at now: Timestamp) -> [SQLStep] {
        [
            .run(
                """
                INSERT INTO ended_connections (\(EndedRow.columns))
                SELECT g.id, g.client_id, (SELECT c.name FROM clients c WHERE c.id = g.client_id), g.user_id, g.redirect_uri,
                    \(reason.rawValue), \(address), \(now)
                FROM grants g WHERE g.id = \(id) AND g.user_id IS NOT NULL
                RETURNING \(EndedRow.columns)
                """,
                as: "ended"
            ),
            .run("DELETE FROM grants WHERE id = \(id)"),
        ]
    }
}
