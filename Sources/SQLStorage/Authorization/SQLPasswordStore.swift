package import Authorization
package import Base
package import Identity

/// Local passwords, and the counts of wrong attempts, in SQL.
package struct SQLPasswordStore: PasswordStore {
    let database: any SQLDatabase

    package func setPassword(_ hash: PasswordHash, of user: ID<User>) async throws -> Bool {
        try await database.change(
            """
            INSERT INTO passwords (user_id, hash) SELECT u.id, \(hash.encoded) FROM users u WHERE u.id = \(user)
            ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash
            """
        ).count > 0
    }

    package func password(of user: ID<User>) async throws -> PasswordHash? {
        try await database.row("SELECT hash FROM passwords WHERE user_id = \(user)").map {
            PasswordHash(encoded: try $0.text("hash"))
        }
    }

    package func countFailure(_ key: String, window: Duration, at now: Timestamp) async throws -> Int {
        let begin = now.advanced(by: .zero - window)
        let results = try await database.commit([
            // Other keys can be counted over another window: their failures are deleted only when no window reaches
            // them.
            .run("DELETE FROM login_failures WHERE at <= \(now.advanced(by: .seconds(-86_400)))"),
            .run("DELETE FROM login_failures WHERE key = \(key) AND at <= \(begin)"),
            .run("INSERT INTO login_failures (key, at) VALUES (\(key), \(now))"),
            .run("SELECT count(*) FROM login_failures WHERE key = \(key) AND at > \(begin)", as: "failures"),
        ])
        return Int(try results.result("failures").row().number())
    }

    package func failures(_ key: String, window: Duration, at now: Timestamp) async throws -> Int {
        Int(
            try await database.number(
                "SELECT count(*) FROM login_failures WHERE key = \(key) AND at > \(now.advanced(by: .zero - window))"
            )
        )
    }

    package func failure(_ number: Int, of key: String, window: Duration, at now: Timestamp) async throws -> Timestamp?
    {
        try await database.row(
            """
            SELECT at FROM login_failures WHERE key = \(key) AND at > \(now.advanced(by: .zero - window))
            ORDER BY at DESC LIMIT 1 OFFSET \(max(0, number - 1))
            """
        ).map { try $0.timestamp("at") }
    }

    package func clearFailures(_ key: String) async throws {
        _ = try await database.change("DELETE FROM login_failures WHERE key = \(key)")
    }

    package func remember(_ browser: Digest256, of user: ID<User>, until expiresAt: Timestamp, at now: Timestamp)
        async throws
    {
        _ = try await database.commit([
            .run("DELETE FROM known_browsers WHERE expires_at <= \(now)"),
            .run(
                """
                DELETE FROM known_browsers
                WHERE user_id = \(user) AND digest <> \(browser)
                    AND digest = (SELECT digest FROM known_browsers WHERE user_id = \(user) AND digest <> \(browser)
                        ORDER BY expires_at, digest LIMIT 1)
                    AND (SELECT count(*) FROM known_browsers WHERE user_id = \(user) AND digest <> \(browser)) >= 20
                """
            ),
            .run(
                """
                INSERT INTO known_browsers (user_id, digest, expires_at)
                SELECT u.id, \(browser), \(expiresAt) FROM users u WHERE u.id = \(user)
                ON CONFLICT (user_id, digest) DO UPDATE SET expires_at = excluded.expires_at
                """
            ),
        ])
    }

    package func remembers(_ browser: Digest256, of user: ID<User>, at now: Timestamp) async throws -> Bool {
        try await database.row(
            "SELECT 1 FROM known_browsers WHERE user_id = \(user) AND digest = \(browser) AND expires_at > \(now)"
        ) != nil
    }
}
