package import Base

extension SQLiteStores {
    /// The rights in this older copy that the newer database no longer has.
    /// - Throws: `StoreFailure`, also when the newer database has an older schema.
    package func revived(since newer: SQLiteStores, at now: Timestamp) async throws -> [RevivedRight] {
        var revived: [RevivedRight] = []
        for kind in RevivedRight.Kind.allCases {
            let rows = kind.rows(at: now)
            let kept = Set(try await newer.database.rows(rows, effort: .scan).map { Identifier(try $0.text("key")) })
            for row in try await database.rows(rows, effort: .scan) {
                let key = try row.text("key")
                guard !kept.contains(Identifier(key)) else { continue }
                revived.append(RevivedRight(kind: kind, key: key, label: try row.text("label")))
            }
        }
        return revived
    }

    /// Takes these rights away again, all in one commit. Users are disabled, not deleted: their memories are in this copy.
    package func revoke(_ rights: [RevivedRight]) async throws {
        guard !rights.isEmpty else { return }
        _ = try await database.commit(rights.map { .run($0.kind.revocation($0.key)) })
    }

    /// Pauses the applications that people paused in the newer database and have not resumed.
    package func keepPauses(of newer: SQLiteStores) async throws {
        let pauses = try await newer.database.rows(
            "SELECT user_id, identified_by, issuer, application, paused_at, name, redirect_uris FROM paused_applications"
        )
        guard !pauses.isEmpty else { return }
        _ = try await database.commit(
            pauses.map { row in
                .run(
                    """
                    INSERT INTO paused_applications
                        (user_id, identified_by, issuer, application, paused_at, name, redirect_uris)
                    SELECT u.id, \(try row.text("identified_by")), \(try row.text("issuer")), \(try row.text("application")),
                        \(try row.timestamp("paused_at")), \(try row.optionalText("name")), \(try row.optionalText("redirect_uris"))
                    FROM users u WHERE u.id = \(try row.text("user_id"))
                    ON CONFLICT (user_id, identified_by, issuer, application) DO NOTHING
                    """
                )
            }
        )
    }
}
