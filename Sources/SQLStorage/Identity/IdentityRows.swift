import Base
import Identity

/// The columns of a user as every statement selects them, and how to read them from `at` on.
enum UserRow {
    static let columns: SQL = """
        u.id, u.name, u.display_name, u.email, u.status, u.is_administrator, u.created_at, u.personal_workspace
        """
    static let width = 8

    static func user(_ row: SQLRow, at base: Int = 0) throws -> User {
        User(
            id: ID(try row.text(base)),
            name: try row.text(base + 1),
            displayName: try row.optionalText(base + 2),
            email: try row.optionalText(base + 3),
            status: try row.choice(base + 4),
            isAdministrator: try row.bool(base + 5),
            createdAt: try row.timestamp(base + 6),
            personalWorkspace: ID(try row.text(base + 7))
        )
    }
}

enum WorkspaceRow {
    static let columns: SQL = "w.id, w.name, w.kind, w.privacy, w.created_at"

    static func workspace(_ row: SQLRow, at base: Int = 0) throws -> Workspace {
        Workspace(
            id: ID(try row.text(base)),
            name: try row.text(base + 1),
            kind: try row.choice(base + 2),
            privacy: try row.choice(base + 3),
            createdAt: try row.timestamp(base + 4)
        )
    }

    /// Adds one; `conflict` says what to do about a row that is in the way.
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
        t.id, t.user_id, t.workspace_id, t.scopes, t.text, t.created_at, t.expires_at, t.last_used_at, t.digest, t.bcrypt
        """
    static let width = 10

    static func token(_ row: SQLRow) throws -> APIToken {
        APIToken(
            id: ID(try row.text(0)),
            owner: try row.optionalText(1).map { .user(ID($0)) } ?? .service,
            workspace: ID(try row.text(2)),
            scopes: ScopeSet(rawValue: UInt8(truncatingIfNeeded: try row.integer(3))),
            text: try row.text(4),
            createdAt: try row.timestamp(5),
            expiresAt: try row.optionalTimestamp(6),
            lastUsedAt: try row.optionalTimestamp(7)
        )
    }

    static func verifier(_ row: SQLRow) throws -> TokenVerifier {
        if let bcrypt = try row.optionalText(9) { return .bcrypt(bcrypt) }
        guard let digest = Digest256(try row.blob(8)) else {
            throw StoreFailure(.broken, "an API token's digest is not 32 bytes long")
        }
        return .sha256(digest)
    }
}
