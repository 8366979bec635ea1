import Authorization
import Base
import Identity

/// The columns of a grant, as every statement selects them, and how to read them.
enum GrantRow {
    static let columns: SQL = """
        g.id, g.client_id, g.user_id, g.workspace_id, g.also_reads, g.scopes, g.resources, g.redirect_uri, g.nonce, g.authenticated_at, g.created_at,
        g.last_used_at, g.address
        """

    static func grant(_ row: SQLRow) throws -> AuthorizationGrant {
        var grant = AuthorizationGrant(
            id: ID(try row.text("id")),
            client: ID(try row.text("client_id")),
            user: try row.optionalText("user_id").map { ID($0) },
            workspace: ID(try row.text("workspace_id")),
            alsoReads: try row.workspaces("also_reads"),
            scopes: OAuthScopes(parsing: try row.text("scopes")),
            resources: try row.json("resources"),
            redirectURI: try row.optionalText("redirect_uri"),
            nonce: try row.optionalText("nonce"),
            authenticatedAt: try row.optionalTimestamp("authenticated_at"),
            createdAt: try row.timestamp("created_at"),
            lastUsedAt: try row.optionalTimestamp("last_used_at")
        )
        grant.lastAddress = try row.optionalText("address")
        return grant
    }
}

enum CodeRow {
    static let columns: SQL = """
        c.grant_id AS id, c.client_id, c.user_id, c.workspace_id, c.also_reads, c.scopes, c.resources, c.nonce, c.authenticated_at, c.created_at,
        NULL AS last_used_at, NULL AS address, c.redirect_uri, c.challenge, c.expires_at
        """

    static func code(_ row: SQLRow) throws -> AuthorizationCode {
        AuthorizationCode(
            grant: try GrantRow.grant(row),
            challenge: try row.text("challenge"),
            expiresAt: try row.timestamp("expires_at")
        )
    }
}

enum EndedRow {
    static let columns: SQL = "id, client_id, client_name, user_id, redirect_uri, reason, address, ended_at"

    static func ended(_ row: SQLRow) throws -> EndedConnection {
        EndedConnection(
            grant: ID(try row.text("id")),
            client: ID(try row.text("client_id")),
            name: try row.optionalText("client_name"),
            user: ID(try row.text("user_id")),
            redirectURI: try row.optionalText("redirect_uri"),
            reason: try row.choice("reason"),
            address: try row.optionalText("address"),
            endedAt: try row.timestamp("ended_at")
        )
    }
}

enum ClientRow {
    static let columns: SQL = """
        c.id, c.origin, c.name, c.uri, c.logo_uri, c.software_id, c.software_version, c.redirect_uris, c.application_type, c.method,
        c.grant_types, c.scopes, c.secret_digest, c.keys, c.keys_uri, c.workspace_id, c.registration_digest, c.created_at,
        c.last_used_at
        """

    static func redirectURIs(_ row: SQLRow) throws -> [RedirectURI] {
        try row.json("redirect_uris", as: [String].self).map { try RedirectURI(registered: $0) }
    }

    static func client(_ row: SQLRow) throws -> Client {
        var client = Client(
            id: ID(try row.text("id")),
            origin: try row.choice("origin"),
            name: try row.optionalText("name"),
            redirectURIs: try redirectURIs(row),
            applicationType: try row.choice("application_type"),
            method: try row.choice("method"),
            grantTypes: Set(try row.json("grant_types", as: [String].self).compactMap(GrantType.init(rawValue:))),
            scopes: OAuthScopes(parsing: try row.text("scopes")),
            createdAt: try row.timestamp("created_at")
        )
        client.uri = try row.optionalText("uri")
        client.logoURI = try row.optionalText("logo_uri")
        client.softwareID = try row.optionalText("software_id")
        client.softwareVersion = try row.optionalText("software_version")
        client.secretDigest = try row.optionalDigest("secret_digest")
        client.keys = try row.optionalFreeJSON("keys")
        client.keysURI = try row.optionalText("keys_uri")
        client.workspace = try row.optionalText("workspace_id").map { ID($0) }
        client.registrationDigest = try row.optionalDigest("registration_digest")
        client.lastUsedAt = try row.optionalTimestamp("last_used_at")
        return client
    }
}

extension SQLRow {
    func digest(_ name: String) throws -> Digest256 {
        guard let digest = Digest256(try blob(name)) else {
            throw StoreFailure(.broken, "a digest is not 32 bytes long")
        }
        return digest
    }

    func optionalDigest(_ name: String) throws -> Digest256? { try isNull(name) ? nil : digest(name) }
}
