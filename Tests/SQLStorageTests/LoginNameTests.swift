import Base
import Identity
import TestSupport
import Testing

@testable import SQLStorage

@Suite struct LoginNameTests {
    @Test("Users whose names differed only in case before schema 9 stay separate, each found by the exact name")
    func pairsStayUsable() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/memory.db"
        let old = try SQLiteDatabase(path: path, migrations: SQLiteSchema.migrations.filter { $0.number < 9 })
        for name in ["Ana", "ana", "Bob"] {
            _ = try await old.change(
                """
                INSERT INTO workspaces (id, name, kind, privacy, created_at)
                VALUES (\("ws-" + name), \(name), \(Workspace.Kind.personal.rawValue), \(Workspace.Privacy.privatePerUser.rawValue), 1)
                """
            )
            _ = try await old.change(
                """
                INSERT INTO users (id, name, status, is_administrator, created_at, personal_workspace)
                VALUES (\("us-" + name), \(name), \(User.Status.active.rawValue), 0, 1, \("ws-" + name))
                """
            )
        }
        try old.close()
        let database = try SQLiteDatabase(path: path)
        let users = SQLUserStore(database: database)
        for (typed, name) in [
            ("Ana", "Ana"), (" ana ", "ana"), ("ANA", nil), ("bob", "Bob"), ("BOB", "Bob"), ("Bob", "Bob"),
        ] {
            #expect(try await users.user(loggingInAs: typed)?.name == name, "\(typed)")
        }
        // A third such user is refused.
        #expect(try await users.add(People.user("ANA"), personal: People.personal("ANA")) == false)
        try database.close()
    }

    @Test("A name that was reserved before schema 22 is reserved in every case from then on")
    func reservedNames() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/memory.db"
        let old = try SQLiteDatabase(path: path, migrations: SQLiteSchema.migrations.filter { $0.number < 22 })
        _ = try await old.change(
            """
            INSERT INTO workspaces (id, name, kind, privacy, created_at)
            VALUES ('ws-team', 'team', \(Workspace.Kind.team.rawValue), \(Workspace.Privacy.privatePerUser.rawValue), 1)
            """
        )
        for name in ["Stra\u{df}e", "cat"] {
            _ = try await old.change("INSERT INTO retired_names (name, workspace_id) VALUES (\(name), 'ws-team')")
            _ = try await old.change(
                "INSERT INTO promotions (workspace_id, user_id, memory) VALUES ('ws-team', \(name), '{}')"
            )
        }
        try old.close()
        let database = try SQLiteDatabase(path: path)
        let users = SQLUserStore(database: database)
        for (index, name) in ["CAT", "cat", "Cat", "STRASSE", "stra\u{df}e", "dog"].enumerated() {
            let personal = People.personal("w\(index)")
            let user = User(id: ID("us-\(index)"), name: name, createdAt: People.dawn, personalWorkspace: personal.id)
            #expect(try await users.add(user, personal: personal) == (name == "dog"), "\(name)")
        }
        try database.close()
    }
}
