import Base
import Identity

/// The columns of a user, as every statement selects them, and how to read them. Prefixed with `u`, because a user is
/// selected together with other tables.
enum UserRow {
    static let columns: SQL = """
        u.id AS "u.id", u.name AS "u.name", u.display_name AS "u.display_name", u.email AS "u.email", u.status AS "u.status",
        u.is_administrator AS "u.is_administrator", u.created_at AS "u.created_at", u.personal_workspace AS "u.personal_workspace"
        """

    static func user(_ row: SQLRow) throws -> User {
        User(
            id: ID(try row.text("u.id")),
            name: try row.text("u.name"),
            displayName: try row.optionalText("u.display_name"),
            email: try row.optionalText("u.email"),
            status: try row.choice("u.status"),
            isAdministrator: try row.bool("u.is_administrator"),
            createdAt: try row.timestamp("u.created_at"),
            personalWorkspace: ID(try row.text("u.personal_workspace"))
        )
    }
}

enum WorkspaceRow {
    static let columns: SQL = "w.id, w.name, w.kind, w.privacy, w.created_at"

    static func workspace(_ row: SQLRow) throws -> Workspace {
        Workspace(
            id: ID(try row.text("id")),
            name: try row.text("name"),
            kind: try row.choice("kind"),
            privacy: try row.choice("privacy"),
            createdAt: try row.timestamp("created_at")
        )
    }

    /// Inserts one; `conflict` says what to do about a conflicting row.
    static func insertion(_ workspace: Workspace, name: String? = nil, conflict: SQL) -> SQL {
        """
        INSERT INTO workspaces (id, name, kind, privacy, created_at)
        VALUES (\(workspace.id), \(name ?? workspace.name), \(workspace.kind.rawValue), \(workspace.privacy.rawValue),
            \(workspace.createdAt))
        \(conflict)
        """
    }
}

enum APITokenRow {
    static let columns: SQL = """
        t.id, t.user_id, t.workspace_id, t.also_reads, t.scopes, t.text, t.created_at, t.expires_at, t.last_used_at, t.address,
        t.digest, t.bcrypt
        """
    static func token(_ row: SQLRow) throws -> APIToken {
        var token = APIToken(
            id: ID(try row.text("id")),
            owner: try row.optionalText("user_id").map { .user(ID($0)) } ?? .service,
            workspace: ID(try row.text("workspace_id")),
            alsoReads: try row.workspaces("also_reads"),
            scopes: ScopeSet(rawValue: UInt8(truncatingIfNeeded: try row.integer("scopes"))),
            label: try row.text("text"),
            createdAt: try row.timestamp("created_at"),
            expiresAt: try row.optionalTimestamp("expires_at"),
            lastUsedAt: try row.optionalTimestamp("last_used_at")
        )
        token.lastAddress = try row.optionalText("address")
        return token
    }

    static func verifier(_ row: SQLRow) throws -> APITokenHash {
        if let bcrypt = try row.optionalText("bcrypt") { return .bcrypt(bcrypt) }
        guard let digest = Digest256(try row.blob("digest")) else {
            throw StoreFailure(.broken, "an API token's digest is not 32 bytes long")
        }
        return .sha256(digest)
    }
}
