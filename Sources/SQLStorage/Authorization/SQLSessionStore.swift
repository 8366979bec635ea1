package import Authorization
package import Base
package import Identity

/// Browser sessions and pending logins in SQL.
package struct SQLSessionStore: SessionStore {
    let database: any SQLDatabase

    private static let columns: SQL = """
        s.id, s.user_id, s.created_at, s.authenticated_at, s.expires_at, s.provider, s.upstream_id_token, s.user_agent,
            s.seen_at, s.address
        """

    package func add(_ session: BrowserSession, digest: Digest256) async throws {
        _ = try await database.change(
            """
            INSERT INTO browser_sessions (digest, id, user_id, created_at, authenticated_at, expires_at, provider, upstream_id_token,
                user_agent)
            SELECT \(digest), \(session.id), \(session.user), \(session.createdAt), \(session.authenticatedAt), \(session.expiresAt),
                \(session.provider), \(session.upstreamIDToken), \(session.userAgent)
            FROM users WHERE id = \(session.user) AND status = \(User.Status.active.rawValue)
            """
        )
    }

    package func session(_ digest: Digest256, at now: Timestamp) async throws -> (session: BrowserSession, user: User)?
    {
        try await database.row(
            """
            SELECT \(Self.columns), \(UserRow.columns) FROM browser_sessions s JOIN users u ON u.id = s.user_id
            WHERE s.digest = \(digest) AND s.expires_at > \(now) AND u.status = \(User.Status.active.rawValue)
            """
        ).map { (try Self.session($0), try UserRow.user($0)) }
    }

    package func sessions(of user: ID<User>, at now: Timestamp) async throws -> [BrowserSession] {
        try await database.rows(
            """
            SELECT \(Self.columns) FROM browser_sessions s WHERE s.user_id = \(user) AND s.expires_at > \(now)
            ORDER BY s.created_at DESC, s.id
            """
        ).map { try Self.session($0) }
    }

    package func see(_ id: ID<BrowserSession>, from address: String?, at now: Timestamp, interval: Duration)
        async throws
    {
        _ = try await database.change(
            """
            UPDATE browser_sessions SET seen_at = \(now), address = \(address)
            WHERE id = \(id) AND (seen_at IS NULL OR seen_at <= \(now.advanced(by: .zero - interval)))
            """
        )
    }

    package func end(_ id: ID<BrowserSession>, of user: ID<User>) async throws -> Bool {
        try await database.change("DELETE FROM browser_sessions WHERE id = \(id) AND user_id = \(user)").count > 0
    }

    package func endAll(of user: ID<User>, except: ID<BrowserSession>?) async throws -> Int {
        let others: SQL = except.map { "id <> \($0)" } ?? "1 = 1"
        return try await database.change("DELETE FROM browser_sessions WHERE user_id = \(user) AND \(others)").count
    }

    package func purge(expiredBefore: Timestamp) async throws -> Int {
        try await database.commit([
            .run("DELETE FROM browser_sessions WHERE expires_at < \(expiredBefore)"),
            .run("DELETE FROM login_transactions WHERE expires_at < \(expiredBefore)"),
        ]).count
    }

    package func begin(_ transaction: LoginTransaction, state: Digest256, limit: Int) async throws {
        _ = try await database.commit([
            .run(
                """
                DELETE FROM login_transactions
                WHERE state = (SELECT state FROM login_transactions ORDER BY expires_at, state LIMIT 1)
                    AND (SELECT count(*) FROM login_transactions) >= \(limit)
                """
            ),
            .run(
                """
                INSERT INTO login_transactions (state, provider, nonce, verifier, browser, destination, expires_at)
                VALUES (\(state), \(transaction.provider), \(transaction.nonce), \(transaction.verifier), \(transaction.browser),
                    \(transaction.destination), \(transaction.expiresAt))
                """
            ),
        ])
    }

    package func claim(state: Digest256, at now: Timestamp) async throws -> LoginTransaction? {
        let taken = try await database.change(
            """
            DELETE FROM login_transactions WHERE state = \(state) AND expires_at > \(now)
            RETURNING provider, nonce, verifier, browser, destination, expires_at
            """
        )
        return try taken.rows.first.map {
            LoginTransaction(
                provider: try $0.text("provider"),
                nonce: try $0.text("nonce"),
                verifier: try $0.text("verifier"),
                browser: try $0.digest("browser"),
                destination: try $0.text("destination"),
                expiresAt: try $0.timestamp("expires_at")
            )
        }
    }

    private static func session(_ row: SQLRow) throws -> BrowserSession {
        BrowserSession(
            id: ID(try row.text("id")),
            user: ID(try row.text("user_id")),
            createdAt: try row.timestamp("created_at"),
            authenticatedAt: try row.timestamp("authenticated_at"),
            expiresAt: try row.timestamp("expires_at"),
            provider: try row.optionalText("provider"),
            upstreamIDToken: try row.optionalText("upstream_id_token"),
            userAgent: try row.optionalText("user_agent"),
            seenAt: try row.optionalTimestamp("seen_at"),
            address: try row.optionalText("address")
        )
    }
}
