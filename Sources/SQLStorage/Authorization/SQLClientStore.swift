package import Authorization
package import Base
package import Identity

/// Registered clients in SQL.
package struct SQLClientStore: ClientStore {
    let database: any SQLDatabase

    package func add(_ client: Client, limit: Int?) async throws -> Bool {
        let hasRoom: SQL =
            limit.map { "((SELECT count(*) FROM clients WHERE origin = \(Client.Origin.registered.rawValue)) < \($0))" }
            ?? "1 = 1"
        let insertion: SQL = """
            INSERT INTO clients (id, origin, name, uri, logo_uri, software_id, software_version, redirect_uris, application_type,
                method, grant_types, scopes, secret_digest, keys, keys_uri, workspace_id, registration_digest, created_at, last_used_at)
            SELECT \(client.id), \(client.origin.rawValue), \(client.name), \(client.uri), \(client.logoURI), \(client.softwareID),
                \(client.softwareVersion), \(try jsonText(client.redirectURIs.map(\.text))), \(client.applicationType.rawValue),
                \(client.method.rawValue), \(try jsonText(client.grantTypes.map(\.rawValue).sorted())), \(client.scopes.text),
                \(client.secretDigest), \(try client.keys.map { try jsonText($0) }), \(client.keysURI), \(client.workspace),
                \(client.registrationDigest), \(client.createdAt), \(client.lastUsedAt)
            WHERE \(hasRoom)
            ON CONFLICT DO NOTHING
            """
        let results = try await database.commit([
            .run(Self.eviction(for: client, hasRoom: hasRoom)), .run(insertion, as: "client"),
        ])
        return try results.result("client").count > 0
    }

    /// When the table is full, evicts the oldest client that was never used, so that a flood of registrations evicts
    /// only itself. A new client has ten minutes to log in and get consent. Keeping the table full of younger clients
    /// needs more registrations than `AuthorizationDoor` allows one network.
    private static func eviction(for client: Client, hasRoom: SQL) -> SQL {
        """
        DELETE FROM clients WHERE NOT \(hasRoom) AND id = (
            SELECT c.id FROM clients c
            WHERE c.origin = \(Client.Origin.registered.rawValue) AND c.created_at < \(client.createdAt.advanced(by: .seconds(-600)))
                AND c.last_used_at IS NULL AND NOT EXISTS (SELECT 1 FROM consents n WHERE n.client_id = c.id)
            ORDER BY c.created_at LIMIT 1)
        """
    }

    package func client(_ id: ID<Client>) async throws -> Client? {
        try await database.row("SELECT \(ClientRow.columns) FROM clients c WHERE c.id = \(id)").map {
            try ClientRow.client($0)
        }
    }

    package func clients(_ page: PageRequest) async throws -> Page<Client> {
        let items = try await database.rows(
            "SELECT \(ClientRow.columns) FROM clients c ORDER BY c.created_at, c.id LIMIT \(page.limit) OFFSET \(page.offset)",
            effort: .scan
        )
        let total = try await database.number("SELECT count(*) FROM clients", effort: .scan)
        return Page(items: try items.map { try ClientRow.client($0) }, total: Int(total))
    }

    package func update(_ client: Client) async throws -> Bool {
        try await database.change(
            """
            UPDATE clients SET name = \(client.name), uri = \(client.uri), logo_uri = \(client.logoURI),
                software_id = \(client.softwareID), software_version = \(client.softwareVersion),
                redirect_uris = \(try jsonText(client.redirectURIs.map(\.text))), application_type = \(client.applicationType.rawValue),
                method = \(client.method.rawValue), grant_types = \(try jsonText(client.grantTypes.map(\.rawValue).sorted())),
                scopes = \(client.scopes.text), secret_digest = \(client.secretDigest), keys = \(try client.keys.map { try jsonText($0) }),
                keys_uri = \(client.keysURI), workspace_id = \(client.workspace), registration_digest = \(client.registrationDigest)
            WHERE id = \(client.id)
            """
        ).count > 0
    }

    package func documents() async throws -> [Client] {
        try await database.rows(
            """
            SELECT t.client_id, min(t.created_at) AS created_at, max(t.last_used_at) AS last_used_at
            FROM (SELECT client_id, created_at, NULL AS last_used_at FROM consents
                UNION ALL SELECT client_id, created_at, last_used_at FROM grants) t
            WHERE NOT EXISTS (SELECT 1 FROM clients c WHERE c.id = t.client_id)
            GROUP BY t.client_id ORDER BY min(t.created_at), t.client_id
            """,
            effort: .scan
        ).map {
            var client = Client(
                id: ID(try $0.text("client_id")),
                origin: .document,
                createdAt: try $0.timestamp("created_at")
            )
            client.lastUsedAt = try $0.optionalTimestamp("last_used_at")
            return client
        }
    }

    package func people() async throws -> [ID<Client>: Int] {
        let rows = try await database.rows(
            """
            SELECT t.client_id, count(*) AS people
            FROM (SELECT client_id, user_id FROM consents UNION SELECT client_id, user_id FROM grants) t
            WHERE t.user_id IS NOT NULL GROUP BY t.client_id
            """,
            effort: .scan
        )
        return Dictionary(
            uniqueKeysWithValues: try rows.map { (ID(try $0.text("client_id")), Int(try $0.integer("people"))) }
        )
    }

    package func paused(by user: ID<User>) async throws -> [PausedRegistration] {
        try await database.rows(
            """
            SELECT p.application, coalesce(c.name, p.name) AS name, coalesce(c.redirect_uris, p.redirect_uris, '[]') AS redirect_uris
            FROM paused_applications p LEFT JOIN clients c ON c.id = p.application
            WHERE p.user_id = \(user) AND p.identified_by = \(ApplicationID.Identification.registered.rawValue)
            ORDER BY p.paused_at, p.application
            """
        ).map {
            PausedRegistration(
                client: ID(try $0.text("application")),
                name: try $0.optionalText("name"),
                redirectURIs: try ClientRow.redirectURIs($0)
            )
        }
    }

    package func delete(_ id: ID<Client>) async throws -> Bool {
        try await database.commit([.run("DELETE FROM clients WHERE id = \(id)")] + Self.traces(of: id)).count > 0
    }

    package func touch(_ id: ID<Client>, at now: Timestamp) async throws {
        // At most once a minute: a client that is used all day must not cost a write for every use.
        _ = try await database.change(
            """
            UPDATE clients SET last_used_at = \(now)
            WHERE id = \(id) AND (last_used_at IS NULL OR last_used_at < \(now.advanced(by: .seconds(-60))))
            """
        )
    }

    package func purge(unusedSince: Timestamp) async throws -> Int {
        // A code that waits for its redemption counts as use: the user has just given consent.
        let unused: SQL = """
            FROM clients c WHERE c.origin = \(Client.Origin.registered.rawValue) AND c.created_at < \(unusedSince)
                AND (c.last_used_at IS NULL OR c.last_used_at < \(unusedSince))
                AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.client_id = c.id)
                AND NOT EXISTS (SELECT 1 FROM authorization_codes a WHERE a.client_id = c.id AND a.redeemed_at IS NULL)
            """
        return try await database.commit([
            .run("DELETE FROM consents WHERE client_id IN (SELECT c.id \(unused))"),
            .run("DELETE FROM clients WHERE id IN (SELECT c.id \(unused))", as: "clients"),
        ]).result("clients").count
    }

    /// Codes, grants and consents can name a client that is a document on another host, so no foreign key removes them.
    private static func traces(of id: ID<Client>) -> [SQLStep] {
        [
            .run("DELETE FROM authorization_codes WHERE client_id = \(id)"),
            .run("DELETE FROM grants WHERE client_id = \(id)"),
            .run("DELETE FROM consents WHERE client_id = \(id)"),
        ]
    }
}
