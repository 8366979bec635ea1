package import Authorization
package import Base
package import Identity

/// Passkeys in SQL.
package struct SQLPasskeyStore: PasskeyStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    private static let columns: SQL = """
        k.id AS passkey_id, k.user_id, k.credential, k.public_key, k.counter, k.name AS passkey_name, k.backup_eligible, k.backed_up,
            k.created_at AS passkey_created_at, k.last_used_at
        """

    package func add(_ passkey: Passkey, limit: Int) async throws -> PasskeyAddition {
        let results = try await database.commit([
            .run("SELECT 1 AS one FROM passkeys WHERE credential = \(passkey.credential)", as: "taken"),
            .run(
                """
                INSERT INTO passkeys (id, user_id, credential, public_key, counter, name, backup_eligible, backed_up, created_at)
                SELECT \(passkey.id), u.id, \(passkey.credential), \(passkey.publicKey), \(Int64(passkey.counter)), \(passkey.name),
                    \(passkey.isBackupEligible), \(passkey.isBackedUp), \(passkey.createdAt)
                FROM users u WHERE u.id = \(passkey.user) AND u.status = \(User.Status.active.rawValue)
                    AND (SELECT count(*) FROM passkeys WHERE user_id = \(passkey.user)) < \(limit)
                ON CONFLICT DO NOTHING
                """,
                as: "added"
            ),
        ])
        if try results.result("added").count > 0 { return .added }
        return try results.result("taken").rows.isEmpty ? .full : .taken
    }

    package func passkey(_ credential: [UInt8]) async throws -> (passkey: Passkey, user: User)? {
        try await database.row(
            """
            SELECT \(Self.columns), \(UserRow.columns) FROM passkeys k JOIN users u ON u.id = k.user_id
            WHERE k.credential = \(credential) AND u.status = \(User.Status.active.rawValue)
            """
        ).map { (try Self.passkey($0), try UserRow.user($0)) }
    }

    package func passkeys(of user: ID<User>) async throws -> [Passkey] {
        try await database.rows(
            "SELECT \(Self.columns) FROM passkeys k WHERE k.user_id = \(user) ORDER BY k.created_at, k.id"
        ).map(Self.passkey)
    }

    package func use(_ id: ID<Passkey>, counter: UInt32, isBackedUp: Bool, at now: Timestamp) async throws -> Bool {
        let counter = Int64(counter)
        return try await database.change(
            """
            UPDATE passkeys SET counter = \(counter), backed_up = \(isBackedUp), last_used_at = \(now)
            WHERE id = \(id) AND (counter < \(counter) OR (counter = 0 AND \(counter) = 0))
            """
        ).count > 0
    }

    package func rename(_ id: ID<Passkey>, of user: ID<User>, to name: String) async throws -> Bool {
        try await database.change("UPDATE passkeys SET name = \(name) WHERE id = \(id) AND user_id = \(user)").count > 0
    }

    package func remove(_ id: ID<Passkey>, of user: ID<User>) async throws -> Bool {
        try await database.change("DELETE FROM passkeys WHERE id = \(id) AND user_id = \(user)").count > 0
    }

    private static func passkey(_ row: SQLRow) throws -> Passkey {
        Passkey(
            id: ID(try row.text("passkey_id")),
            user: ID(try row.text("user_id")),
            credential: try row.blob("credential"),
            publicKey: try row.blob("public_key"),
            counter: UInt32(clamping: try row.integer("counter")),
            name: try row.text("passkey_name"),
            isBackupEligible: try row.bool("backup_eligible"),
            isBackedUp: try row.bool("backed_up"),
            createdAt: try row.timestamp("passkey_created_at"),
            lastUsedAt: try row.optionalTimestamp("last_used_at")
        )
    }
}
