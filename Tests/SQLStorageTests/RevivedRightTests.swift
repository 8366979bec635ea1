import Authorization
import Base
import Identity
import TestSupport
import Testing

@testable import SQLStorage

/// The rights that an older copy of a database gives back.
@Suite struct RevivedRightTests {
    /// Random rights come and go after a copy; what was taken away is found in the copy, and nothing else.
    @Test(
        "Exactly the rights that were taken away since are found, and revoking takes them away",
        arguments: [1, 2, 3, 4]
    )
    func exactly(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        var world = try RightsWorld(in: TemporaryDirectory())
        for _ in 0..<40 { try await world.act(&random) }
        let folder = try TemporaryDirectory()
        let live = world.live
        let disabled = world.disabled
        _ = try await world.stores.snapshot(to: folder.path + "/memory.db", keepingKeys: true)
        for _ in 0..<40 { try await world.act(&random) }
        let copy = try SQLiteStores.open(directory: folder.path)
        defer { try? copy.close() }
        let revived = try await copy.revived(since: world.stores, at: ManualClock().now())
        var expected: Set<String> = []
        for (number, right) in live where world.live[number] == nil {
            switch right.right {
            case .token(let id, _): expected.insert("apiToken \(id.rawValue)")
            case .grant(let id): expected.insert("connection \(id.rawValue)")
            }
        }
        let found = Set(revived.filter { [.apiToken, .connection].contains($0.kind) }.map { "\($0.kind) \($0.key)" })
        #expect(found == expected, "seed \(seed)")
        // Users who were disabled in the copy are not revived.
        #expect(
            revived.filter { $0.kind == .user }.allSatisfy { right in !disabled.contains { right.label == "user-\($0)" }
            }
        )
        try await copy.revoke(revived)
        #expect(try await copy.revived(since: world.stores, at: ManualClock().now()) == [], "seed \(seed)")
        let faults = try await world.faults(of: copy, RevocationEpoch())
        #expect(faults.0 == 0, "seed \(seed): a removed right works")
        try world.stores.close()
    }

    @Test("A changed password is found, and so are a lost role, a member and an invitation to the server")
    func others() async throws {
        let temporary = try TemporaryStores()
        let database = temporary.stores.database
        for name in ["ann", "bea"] {
            let user = People.user(name, isAdministrator: true)
            _ = try await temporary.identity.users.add(user, personal: People.personal(name))
            _ = try await database.change("INSERT INTO passwords (user_id, hash) VALUES (\(user.id), 'first')")
        }
        _ = try await database.change(
            """
            INSERT INTO invitations (id, digest, role, makes_account, note, created_at, expires_at)
            VALUES ('inv_1', x'00', 'reader', 1, '', 1, \(People.dawn.advanced(by: .seconds(60))))
            """
        )
        let folder = try TemporaryDirectory()
        _ = try await temporary.stores.snapshot(to: folder.path + "/memory.db", keepingKeys: true)
        _ = try await database.change("UPDATE passwords SET hash = 'second' WHERE user_id = 'us-ann'")
        _ = try await database.change("UPDATE users SET is_administrator = 0 WHERE name = 'bea'")
        _ = try await database.change("DELETE FROM memberships WHERE user_id = 'us-bea'")
        _ = try await database.change("DELETE FROM invitations")
        _ = try await database.change(
            """
            INSERT INTO paused_applications (user_id, identified_by, issuer, application, paused_at)
            VALUES ('us-ann', 'clientID', '', 'app', 1)
            """
        )
        let copy = try SQLiteStores.open(directory: folder.path)
        defer { try? copy.close() }
        let revived = try await copy.revived(since: temporary.stores, at: People.dawn)
        #expect(
            Set(revived.map { "\($0.kind) \($0.label)" })
                == ["password ann", "administrator bea", "membership bea in bea", "invitation to this server"]
        )
        try await copy.keepPauses(of: temporary.stores)
        try await copy.revoke(revived)
        #expect(try await copy.revived(since: temporary.stores, at: People.dawn) == [])
        #expect(try await copy.database.number("SELECT count(*) FROM passwords") == 1)
        #expect(try await copy.identity.pauses.hasPauses())
    }
}
