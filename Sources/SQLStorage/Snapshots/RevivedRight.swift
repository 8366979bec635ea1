import Base

/// A right that an older copy of a database gives back, although it was taken away since.
package struct RevivedRight: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case user, administrator, membership, apiToken, connection, login, password, passkey, invitation, client
        case consent
    }

    package let kind: Kind
    /// The key of its row; not to be shown.
    let key: String
    /// Its name for people: the name of the user, the application or the token.
    package let label: String
}

extension RevivedRight.Kind {
    /// The rights of this kind that have not expired, as `key` and `label`. A password and the secret of a client are part
    /// of their key: the former one works again after a restore.
    func rows(at now: Timestamp) -> SQL {
        switch self {
        case .user: "SELECT id AS key, name AS label FROM users WHERE status = 'active'"
        case .administrator:
            "SELECT id AS key, name AS label FROM users WHERE status = 'active' AND is_administrator <> 0"
        case .membership:
            """
            SELECT m.workspace_id || ' ' || m.user_id AS key, u.name || ' in ' || w.name AS label
            FROM memberships m JOIN users u ON u.id = m.user_id JOIN workspaces w ON w.id = m.workspace_id
            """
        case .apiToken:
            "SELECT id AS key, id || ' ' || text AS label FROM api_tokens WHERE coalesce(expires_at > \(now), 1)"
        case .connection:
            """
            SELECT g.id AS key, coalesce(c.name, g.client_id) || coalesce(' of ' || u.name, '') AS label
            FROM grants g LEFT JOIN clients c ON c.id = g.client_id LEFT JOIN users u ON u.id = g.user_id
            WHERE coalesce(g.expires_at > \(now), 1)
            """
        case .login:
            """
            SELECT s.id AS key, u.name AS label FROM browser_sessions s JOIN users u ON u.id = s.user_id
            WHERE s.expires_at > \(now)
            """
        case .password:
            """
            SELECT p.user_id || ' ' || p.hash AS key, u.name AS label FROM passwords p JOIN users u ON u.id = p.user_id
            """
        case .passkey:
            "SELECT p.id AS key, p.name || ' of ' || u.name AS label FROM passkeys p JOIN users u ON u.id = p.user_id"
        case .invitation:
            """
            SELECT i.id AS key, 'to ' || coalesce(w.name, 'this server') AS label
            FROM invitations i LEFT JOIN workspaces w ON w.id = i.workspace_id WHERE i.expires_at > \(now)
            """
        case .client:
            "SELECT id || ' ' || coalesce(hex(secret_digest), '') AS key, coalesce(name, id) AS label FROM clients"
        case .consent:
            """
            SELECT s.user_id || ' ' || s.client_id AS key, coalesce(c.name, s.client_id) || ' by ' || u.name AS label
            FROM consents s JOIN users u ON u.id = s.user_id LEFT JOIN clients c ON c.id = s.client_id
            """
        }
    }

    /// Takes the right with this key away.
    func revocation(_ key: String) -> SQL {
        switch self {
        case .user: "UPDATE users SET status = 'disabled' WHERE id = \(key)"
        case .administrator: "UPDATE users SET is_administrator = 0 WHERE id = \(key)"
        case .membership: "DELETE FROM memberships WHERE workspace_id || ' ' || user_id = \(key)"
        case .apiToken: "DELETE FROM api_tokens WHERE id = \(key)"
        case .connection: "DELETE FROM grants WHERE id = \(key)"
        case .login: "DELETE FROM browser_sessions WHERE id = \(key)"
        case .password: "DELETE FROM passwords WHERE user_id || ' ' || hash = \(key)"
        case .passkey: "DELETE FROM passkeys WHERE id = \(key)"
        case .invitation: "DELETE FROM invitations WHERE id = \(key)"
        case .client: "DELETE FROM clients WHERE id || ' ' || coalesce(hex(secret_digest), '') = \(key)"
        case .consent: "DELETE FROM consents WHERE user_id || ' ' || client_id = \(key)"
        }
    }
}
