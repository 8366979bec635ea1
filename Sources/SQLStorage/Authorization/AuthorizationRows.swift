import Authorization
import Base
import Identity

/// The columns of a grant as every statement selects them, and how to read them.
enum GrantRow {
    static let columns: SQL = """
        g.id, g.client_id, g.user_id, g.workspace_id, g.scopes, g.resources, g.nonce, g.authenticated_at, g.created_at, g.last_used_at
        """
    static let width = 10

    static func grant(_ row: SQLRow) throws -> AuthorizationGrant {
        AuthorizationGrant(
            id: ID(try row.text(0)),
            client: ID(try row.text(1)),
            user: try row.optionalText(2).map { ID($0) },
            workspace: ID(try row.text(3)),
            scopes: OAuthScopes(parsing: try row.text(4)),
            resources: try row.json(5),
            nonce: try row.optionalText(6),
            authenticatedAt: try row.optionalTimestamp(7),
            createdAt: try row.timestamp(8),
            lastUsedAt: try row.optionalTimestamp(9)
        )
    }
}

enum CodeRow {
    static let columns: SQL = """
        c.grant_id, c.client_id, c.user_id, c.workspace_id, c.scopes, c.resources, c.nonce, c.authenticated_at, c.created_at, NULL,
        c.redirect_uri, c.challenge, c.expires_at
        """

    static func code(_ row: SQLRow) throws -> AuthorizationCode {
        AuthorizationCode(
            grant: try GrantRow.grant(row),
            redirectURI: try row.optionalText(10),
            challenge: try row.text(11),
            expiresAt: try row.timestamp(12)
        )
    }
}

enum ClientRow {
    static let columns: SQL = """
        c.id, c.origin, c.name, c.uri, c.logo_uri, c.software_id, c.software_version, c.redirect_uris, c.application_type, c.method,
        c.grant_types, c.scopes, c.secret_digest, c.keys, c.keys_uri, c.workspace_id, c.registration_digest, c.created_at,
        c.last_used_at
        """

    static func client(_ row: SQLRow) throws -> Client {
        var client = Client(
            id: ID(try row.text(0)),
            origin: try row.choice(1),
            name: try row.optionalText(2),
            redirectURIs: try row.json(7, as: [String].self).map { try RedirectURI(registered: $0) },
            applicationType: try row.choice(8),
            method: try row.choice(9),
            grantTypes: Set(try row.json(10, as: [String].self).compactMap(GrantType.init(rawValue:))),
            scopes: OAuthScopes(parsing: try row.text(11)),
            createdAt: try row.timestamp(17)
        )
        client.uri = try row.optionalText(3)
        client.logoURI = try row.optionalText(4)
        client.softwareID = try row.optionalText(5)
        client.softwareVersion = try row.optionalText(6)
        client.secretDigest = try row.optionalDigest(12)
        client.keys = try row.optionalFreeJSON(13)
        client.keysURI = try row.optionalText(14)
        client.workspace = try row.optionalText(15).map { ID($0) }
        client.registrationDigest = try row.optionalDigest(16)
        client.lastUsedAt = try row.optionalTimestamp(18)
        return client
    }
}

extension SQLRow {
    func digest(_ index: Int) throws -> Digest256 {
        guard let digest = Digest256(try blob(index)) else {
            throw StoreFailure(.broken, "a digest is not 32 bytes long")
        }
        return digest
    }

    func optionalDigest(_ index: Int) throws -> Digest256? { isNull(index) ? nil : try digest(index) }
}
