package import Base
package import Identity

/// Paused applications in SQL.
package struct SQLApplicationPauseStore: ApplicationPauseStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    package func pause(_ application: ApplicationID, by user: ID<User>, at now: Timestamp) async throws {
        _ = try await database.change(
            """
            INSERT INTO paused_applications (user_id, identified_by, issuer, application, paused_at)
            SELECT u.id, \(application.identification.rawValue), \(application.issuer), \(application.id), \(now)
            FROM users u WHERE u.id = \(user)
            ON CONFLICT (user_id, identified_by, issuer, application) DO NOTHING
            """
        )
    }

    package func resume(_ application: ApplicationID, by user: ID<User>) async throws -> Bool {
        try await database.change("DELETE FROM paused_applications AS p WHERE \(place(application, user))").count > 0
    }

    package func pausedAt(_ application: ApplicationID, by user: ID<User>) async throws -> Timestamp? {
        try await database.row("SELECT p.paused_at FROM paused_applications p WHERE \(place(application, user))").map {
            try $0.timestamp("paused_at")
        }
    }

    package func hasPauses() async throws -> Bool {
        try await database.number("SELECT EXISTS (SELECT 1 FROM paused_applications)") != 0
    }

    package func paused(by user: ID<User>) async throws -> [PausedApplication] {
        try await database.rows(
            """
            SELECT p.identified_by, p.issuer, p.application, p.paused_at FROM paused_applications p
            WHERE p.user_id = \(user) ORDER BY p.paused_at DESC, p.application
            """
        ).map {
            PausedApplication(application: try ProvenanceRow.application($0), pausedAt: try $0.timestamp("paused_at"))
        }
    }

    private func place(_ application: ApplicationID, _ user: ID<User>) -> SQL {
        """
        p.user_id = \(user) AND p.identified_by = \(application.identification.rawValue)
            AND p.issuer = \(application.issuer) AND p.application = \(application.id)
        """
    }
}
