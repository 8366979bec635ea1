package import Authorization
package import Base
package import Identity

/// Remembered consents in SQL.
package struct SQLConsentStore: ConsentStore {
    let database: any SQLDatabase

    private static let columns: SQL = "user_id, client_id, workspace_id, also_reads, scopes, client_digest, created_at"

    package func remember(_ consent: Consent) async throws {
        _ = try await database.change(
            """
            INSERT INTO consents (user_id, client_id, workspace_id, also_reads, scopes, client_digest, created_at)
            VALUES (\(consent.user), \(consent.client), \(consent.workspace), \(try jsonText(consent.alsoReads.map(\.rawValue))),
                \(consent.scopes.text), \(consent.clientDigest), \(consent.createdAt))
            ON CONFLICT (user_id, client_id) DO UPDATE SET workspace_id = excluded.workspace_id,
                also_reads = excluded.also_reads, scopes = excluded.scopes, client_digest = excluded.client_digest, created_at = excluded.created_at
            """
        )
    }

    package func consent(of user: ID<User>, to client: ID<Client>) async throws -> Consent? {
        try await database.row("SELECT \(Self.columns) FROM consents WHERE user_id = \(user) AND client_id = \(client)")
            .map { try Self.consent($0) }
    }

    package func consents(of user: ID<User>) async throws -> [Consent] {
        try await database.rows(
            "SELECT \(Self.columns) FROM consents WHERE user_id = \(user) ORDER BY created_at, client_id"
        )
        .map { try Self.consent($0) }
    }

    package func withdraw(from client: ID<Client>, by user: ID<User>) async throws {
        _ = try await database.commit([
            .run("DELETE FROM consents WHERE user_id = \(user) AND client_id = \(client)"),
            .run("DELETE FROM authorization_codes WHERE user_id = \(user) AND client_id = \(client)"),
            .run("DELETE FROM grants WHERE user_id = \(user) AND client_id = \(client)"),
        ])
    }

    package func withdraw(from client: ID<Client>, by user: ID<User>, ending grants: [ID<AuthorizationGrant>])
        async throws
    {
        let mine: SQL = "user_id = \(user) AND client_id = \(client)"
        _ = try await database.commit(
            [
                .run("DELETE FROM consents WHERE \(mine)"),
                .run("DELETE FROM authorization_codes WHERE \(mine) AND redeemed_at IS NULL"),
            ] + grants.map { .run("DELETE FROM grants WHERE id = \($0) AND \(mine)") }
        )
    }

    private static func consent(_ row: SQLRow) throws -> Consent {
        Consent(
            user: ID(try row.text("user_id")),
            client: ID(try row.text("client_id")),
            workspace: ID(try row.text("workspace_id")),
            alsoReads: try row.workspaces("also_reads"),
            scopes: OAuthScopes(parsing: try row.text("scopes")),
            clientDigest: try row.digest("client_digest"),
            createdAt: try row.timestamp("created_at")
        )
    }
}
