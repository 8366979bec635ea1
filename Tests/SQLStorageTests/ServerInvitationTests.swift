import Authorization
import Base
import Identity
import TestSupport
import Testing

@testable import SQLStorage

@Suite("Invitations before schema 28") struct ServerInvitationTests {
    @Test("They are kept, still end with their team, and none without a team may lack an account")
    func kept() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/memory.db"
        let old = try SQLiteDatabase(path: path, migrations: SQLiteSchema.migrations.filter { $0.number < 28 })
        let digest = Digest256([UInt8](repeating: 7, count: 32))!
        for statement: SQL in [
            """
            INSERT INTO workspaces (id, name, kind, privacy, created_at)
            VALUES ('ws-crew', 'crew', \(Workspace.Kind.team.rawValue), \(Workspace.Privacy.shared.rawValue), 1)
            """,
            """
            INSERT INTO invitations (id, digest, workspace_id, role, makes_account, note, created_at, expires_at)
            VALUES ('inv_1', \(digest), 'ws-crew', 'reader', 0, 'for bob', 1, 1000)
            """,
        ] { _ = try await old.change(statement) }
        try old.close()
        let database = try SQLiteDatabase(path: path)
        let invitations = SQLInvitationStore(database: database)
        let found = try #require(try await invitations.invitation(digest, at: Timestamp(milliseconds: 5)))
        #expect(found.invitation.note == "for bob" && found.workspace?.name == "crew")
        await #expect(throws: StoreFailure.self) {
            _ = try await database.change(
                """
                INSERT INTO invitations (id, digest, role, makes_account, note, created_at, expires_at)
                VALUES ('inv_2', x'00', 'reader', 0, '', 1, 1000)
                """
            )
        }
        _ = try await database.change("DELETE FROM workspaces WHERE id = 'ws-crew'")
        #expect(try await invitations.invitation(digest, at: Timestamp(milliseconds: 5)) == nil)
        try database.close()
    }
}
