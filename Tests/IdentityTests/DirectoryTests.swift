import Base
import Identity
import Synchronization
import TestSupport
import Testing

@Suite struct DirectoryTests {
    // MARK: names

    @Test(
        "Valid user names are accepted",
        arguments: ["a", "alice", "alice@example.com", "Élise", "李", "a b", String(repeating: "x", count: 128)]
    )
    func validNames(name: String) throws {
        try UserName.check(name)
    }

    @Test(
        "Invalid user names are refused",
        arguments: [
            ("", "missing"), (" ", "missing"), (" a", "white_space"), ("a\u{a0}", "white_space"),
            ("a/b", "reserved_character"),
            ("a?b", "reserved_character"), ("a#b", "reserved_character"), ("a%2Fb", "reserved_character"),
            (".", "reserved_character"),
            ("..", "reserved_character"), ("a\nb", "control_character"), ("a\u{0}b", "control_character"),
            ("a\u{202e}b", "control_character"), ("a\u{200b}b", "control_character"),
            (String(repeating: "x", count: 129), "too_long"),
        ]
    )
    func invalidNames(name: String, kind: String) async {
        let refusal = await fault { try UserName.check(name) }
        #expect(refusal?.code == .validationFailed)
        #expect(refusal?.hints.fields.first?.kind == kind)
    }

    @Test(
        "The most similar name follows the rules",
        arguments: [
            ("alice@example.com", "alice@example.com"), ("https://idp/u?1#2", "https:idpu12"), ("  a\u{0} ", "a"),
            ("", nil), ("%/", nil),
            (".", nil), (String(repeating: "x", count: 500), String(repeating: "x", count: 120)),
        ] as [(String, String?)]
    )
    func theNearestNameFollowsTheRules(text: String, name: String?) {
        #expect(UserName.nearest(to: text) == name)
    }

    // MARK: users

    @Test("A user is added once, found by name or id, and deleted")
    func usersAreAddedOnceFoundByNameOrIDAndDeleted() async throws {
        let fixture = IdentityFixture()
        let user = try await fixture.users.add(name: "alice", displayName: "Alice", email: "a@example.com")
        #expect(await fault { try await fixture.users.add(name: "alice") }?.code == .conflict)
        #expect(try await fixture.users.user("alice") == user)
        #expect(try await fixture.users.user(user.id.rawValue) == user)
        #expect(try await fixture.users.list(PageRequest(limit: 10)).total == 1)
        let memberships = try await fixture.users.memberships(of: user)
        #expect(memberships.map(\.role) == [.admin])
        #expect(memberships.first?.workspace.kind == .personal)
        #expect(try await fixture.users.delete("alice") == user)
        let operations: [(String) async throws -> User] = [
            { try await fixture.users.user($0) }, { try await fixture.users.edit($0, email: "a@example.com") },
            { try await fixture.users.disable($0) }, { try await fixture.users.enable($0) },
            { try await fixture.users.delete($0) },
        ]
        for operation in operations {
            #expect(await fault { try await operation("alice") }?.words == "not-found: No user named alice.")
        }
    }

    @Test("Every change that removes a right bumps the revocation epoch")
    func everyRemovedRightBumpsTheEpoch() async throws {
        let fixture = IdentityFixture()
        let (user, token, _) = try await fixture.userWithToken()
        let team = try await fixture.workspaces.add(name: "team")
        var seen = fixture.revocations.current
        func expectBump(_ what: String) {
            #expect(fixture.revocations.current > seen, "\(what)")
            seen = fixture.revocations.current
        }
        try await fixture.workspaces.setMember(user, of: team, role: .reader)
        expectBump("set member")
        try await fixture.workspaces.removeMember(user, of: team)
        expectBump("remove member")
        #expect(try await fixture.users.disable("alice").status == .disabled)
        expectBump("disable")
        #expect(try await fixture.users.enable("alice").status == .active)
        expectBump("enable")
        _ = try await fixture.users.edit("alice", isAdministrator: true)
        _ = try await fixture.users.edit("alice", isAdministrator: false, force: true)
        expectBump("edit")
        _ = try await fixture.workspaces.rename(team, to: "crew")
        expectBump("rename workspace")
        try await fixture.workspaces.remove(team)
        expectBump("remove workspace")
        #expect(try await fixture.tokens.remove(token.id))
        expectBump("remove token")
        _ = try await fixture.users.delete("alice")
        expectBump("delete")
    }

    @Test("Editing a user replaces the given values; an empty text removes a value")
    func aUserIsEdited() async throws {
        let fixture = IdentityFixture()
        let user = try await fixture.users.add(name: "alice", displayName: "Alice", email: "a@example.com")
        let named = try await fixture.users.edit("alice", displayName: " Alice L. ")
        #expect([named.displayName, named.email] == ["Alice L.", "a@example.com"] && !named.isAdministrator)
        let raised = try await fixture.users.edit(user.id.rawValue, email: "", isAdministrator: true)
        #expect([raised.displayName, raised.email] == ["Alice L.", nil] && raised.isAdministrator)
        let bad: [(String?, String?)] = [
            ("a\nb", nil), (String(repeating: "x", count: 201), nil), (nil, " "),
            (nil, String(repeating: "x", count: 321)),
        ]
        for (displayName, email) in bad {
            let refusal = await fault { try await fixture.users.edit("alice", displayName: displayName, email: email) }
            #expect(refusal?.code == .validationFailed)
        }
        #expect(try await fixture.users.user("alice") == raised)
    }

    @Test("Without force, the last administrator cannot be disabled, deleted or demoted")
    func theLastAdministratorStays() async throws {
        let fixture = IdentityFixture()
        _ = try await fixture.users.add(name: "alice", isAdministrator: true)
        _ = try await fixture.users.add(name: "bob")
        let changes: [(Bool) async throws -> User] = [
            { try await fixture.users.edit("alice", isAdministrator: false, force: $0) },
            { try await fixture.users.disable("alice", force: $0) },
            { try await fixture.users.delete("alice", force: $0) },
        ]
        for change in changes {
            let refusal = await fault { try await change(false) }
            #expect(
                refusal?.words
                    == "conflict: alice is the only administrator. Without one, nobody can manage users over the API."
            )
            #expect(try await fixture.users.user("alice").isAdministrator)
        }
        // Changes that remove no right are allowed, and so is every change to a user without administrator rights.
        _ = try await fixture.users.edit("alice", displayName: "Alice", isAdministrator: true)
        _ = try await fixture.users.disable("bob")
        for change in changes {
            _ = try await change(true)
            guard try await fixture.users.list(PageRequest(limit: 2)).total == 2 else { break }
            _ = try await fixture.users.enable("alice")
            _ = try await fixture.users.edit("alice", isAdministrator: true)
        }
        #expect(await fault { try await fixture.users.user("alice") }?.code == .notFound)
    }
}
