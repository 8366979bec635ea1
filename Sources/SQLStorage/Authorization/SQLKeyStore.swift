package import Authorization
package import Base
import Identity

/// Signing keys in SQL. A unique index allows one current key per algorithm.
package struct SQLKeyStore: KeyStore {
    let database: any SQLDatabase

    package func keys() async throws -> [StoredKey] {
        try await database.rows(
            "SELECT id, algorithm, material, state, created_at, retires_at FROM signing_keys ORDER BY created_at DESC, id"
        ).map {
            StoredKey(
                id: try $0.text("id"),
                algorithm: try $0.text("algorithm"),
                material: Secret(try $0.text("material")),
                state: try $0.choice("state"),
                createdAt: try $0.timestamp("created_at"),
                retiresAt: try $0.optionalTimestamp("retires_at")
            )
        }
    }

    package func addFirst(_ key: StoredKey) async throws -> Bool {
        try await database.change(Self.insertion(key, conflict: "ON CONFLICT DO NOTHING")).count > 0
    }

    package func rotate(to key: StoredKey, formerRetiresAt: Timestamp) async throws {
        _ = try await database.commit([
            .run(
                """
                UPDATE signing_keys SET state = \(StoredKey.State.retiring.rawValue), retires_at = \(formerRetiresAt)
                WHERE state = \(StoredKey.State.current.rawValue) AND algorithm = \(key.algorithm)
                """
            ),
            .run(
                Self.insertion(
                    key,
                    conflict:
                        "ON CONFLICT (id) DO UPDATE SET state = excluded.state, retires_at = NULL, material = excluded.material"
                )
            ),
        ])
    }

    package func retire(allBut algorithm: String, at end: Timestamp) async throws {
        _ = try await database.change(
            """
            UPDATE signing_keys SET state = \(StoredKey.State.retiring.rawValue), retires_at = \(end)
            WHERE state = \(StoredKey.State.current.rawValue) AND algorithm <> \(algorithm)
            """
        )
    }

    package func setMaterial(_ material: Secret, of id: String) async throws -> Bool {
        try await database.change("UPDATE signing_keys SET material = \(material.reveal()) WHERE id = \(id)").count > 0
    }

    package func remove(_ id: String) async throws -> Bool {
        try await database.change(
            "DELETE FROM signing_keys WHERE id = \(id) AND state = \(StoredKey.State.retiring.rawValue)"
        ).count > 0
    }

    package func purge(retiredBefore: Timestamp) async throws -> Int {
        try await database.change(
            "DELETE FROM signing_keys WHERE state = \(StoredKey.State.retiring.rawValue) AND retires_at < \(retiredBefore)"
        ).count
    }

    private static func insertion(_ key: StoredKey, conflict: SQL) -> SQL {
        """
        INSERT INTO signing_keys (id, algorithm, material, state, created_at, retires_at)
        VALUES (\(key.id), \(key.algorithm), \(key.material.reveal()), \(key.state.rawValue), \(key.createdAt), \(key.retiresAt))
        \(conflict)
        """
    }
}
