package import Authorization
package import Base
package import Identity

/// Ends logins and registrations in SQL: those of one user, or everything that was not created by an administrator.
package struct SQLAuthorizationStateStore: AuthorizationStateStore {
    let database: any SQLDatabase

    package func forget() async throws {
        _ = try await database.commit([
            .run("DELETE FROM authorization_codes"),
            .run("DELETE FROM grants"),
            .run("DELETE FROM consents"),
            .run("DELETE FROM browser_sessions"),
            .run("DELETE FROM login_transactions"),
            .run("DELETE FROM known_browsers"),
            .run("DELETE FROM ended_connections"),
            .run("DELETE FROM connection_steps"),
            .run("DELETE FROM clients WHERE origin = \(Client.Origin.registered.rawValue)"),
        ])
    }

    package func endLogins(of user: ID<User>) async throws -> EndedLogins {
        let results = try await database.commit([
            .run("DELETE FROM browser_sessions WHERE user_id = \(user)", as: "sessions"),
            .run("DELETE FROM grants WHERE user_id = \(user)", as: "grants"),
            .run("DELETE FROM authorization_codes WHERE user_id = \(user)"),
        ])
        return EndedLogins(
            browserSessions: try results.result("sessions").count,
            grants: try results.result("grants").count
        )
    }
}
