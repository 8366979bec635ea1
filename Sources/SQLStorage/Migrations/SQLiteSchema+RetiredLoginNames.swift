import GRDB
import Identity

extension SQLiteSchema {
    /// A deleted user's reserved name is compared as login names are: “CAT” is not free while “cat” is reserved.
    static let retiredLoginNames = Migration(
        22,
        "retired login names",
        """
        ALTER TABLE retired_names ADD COLUMN login_name TEXT NOT NULL DEFAULT '';
        CREATE INDEX retired_names_by_login_name ON retired_names (login_name);
        """
    ) { db in
        for row in try db.run("SELECT DISTINCT name FROM retired_names").rows {
            let name = try row.text("name")
            _ = try db.run("UPDATE retired_names SET login_name = \(UserName.loginName(name)) WHERE name = \(name)")
        }
    }
}
