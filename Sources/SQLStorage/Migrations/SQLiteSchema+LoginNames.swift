import GRDB
import Identity

extension SQLiteSchema {
    /// Login names are compared without case. Existing users whose names differ only in case remain two users. The
    /// names of deleted users are kept, together with the private workspaces that still hold their data: no new user
    /// gets such a name while that data exists.
    static let loginNames = Migration(
        9,
        "login names",
        """
        ALTER TABLE users ADD COLUMN login_name TEXT NOT NULL DEFAULT '';
        CREATE INDEX users_by_login_name ON users (login_name);
        CREATE TABLE retired_names (
            name TEXT NOT NULL,
            workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
            PRIMARY KEY (name, workspace_id)
        );
        CREATE INDEX retired_names_by_workspace ON retired_names (workspace_id);
        """
    ) { db in
        for row in try db.run("SELECT id, name FROM users").rows {
            let login = UserName.loginName(try row.text("name"))
            _ = try db.run("UPDATE users SET login_name = \(login) WHERE id = \(try row.text("id"))")
        }
    }
}
