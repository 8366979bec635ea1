import Base
import Identity
import Synchronization
import TestSupport
import Testing

@Suite struct WorkspaceDirectoryTests {
    @Test("A workspace is added once and has members")
    func workspacesAreAddedOnceAndHaveMembers() async throws {
        let fixture = IdentityFixture()
        let user = try await fixture.users.add(name: "alice")
        let team = try await fixture.workspaces.add(name: "team")
        #expect(team.privacy == .shared)
        #expect(await fault { try await fixture.workspaces.add(name: "team") }?.code == .conflict)
        #expect(await fault { try await fixture.workspaces.add(name: "personal-x") }?.code == .validationFailed)
        try await fixture.workspaces.setMember(user, of: team, role: .reader)
        try await fixture.workspaces.setMember(user, of: team, role: .member)
        #expect(try await fixture.workspaces.members(of: fixture.workspaces.workspace("team")).map(\.role) == [.member])
        try await fixture.workspaces.removeMember(user, of: team)
        #expect(await fault { try await fixture.workspaces.removeMember(user, of: team) }?.code == .notFound)
        #expect(await fault { try await fixture.workspaces.workspace("other") }?.code == .notFound)
    }

    @Test("A team workspace can be renamed and removed; a personal one cannot")
    func workspacesAreRenamedAndRemoved() async throws {
        let fixture = IdentityFixture()
        let user = try await fixture.users.add(name: "alice")
        let (team, other) = (
            try await fixture.workspaces.add(name: "team"), try await fixture.workspaces.add(name: "other")
        )
        let personal = try await fixture.workspaces.workspace(user.personalWorkspace.rawValue)
        func words(_ name: String, of workspace: Workspace) async -> String? {
            await fault { _ = try await fixture.workspaces.rename(workspace, to: name) }?.words
        }
        #expect(await words("other", of: team) == "conflict: There is already a workspace named other.")
        #expect(await words("mine", of: personal) == "conflict: A personal workspace cannot be renamed.")
        #expect(await words("personal-x", of: team)?.hasPrefix("validation-failed") == true)
        #expect(await words("a/b", of: team)?.hasPrefix("validation-failed") == true)
        #expect(await words("team", of: team) == nil)
        #expect(try await fixture.workspaces.rename(team, to: "crew").id == team.id)
        #expect(
            await fault { try await fixture.workspaces.workspace("team") }?.words
                == "not-found: No workspace named team."
        )
        #expect(await fault { try await fixture.workspaces.remove(personal) }?.code == .conflict)
        try await fixture.workspaces.remove(team)
        #expect(await fault { try await fixture.workspaces.remove(team) }?.code == .notFound)
        #expect(await words("new", of: team) == "not-found: No workspace named team.")
        #expect(try await fixture.workspaces.workspace("other") == other)
    }

    @Test("A personal workspace has no other members")
    func aPersonalWorkspaceHasNoOtherMembers() async throws {
        let fixture = IdentityFixture()
        let (alice, bob) = (try await fixture.users.add(name: "alice"), try await fixture.users.add(name: "bob"))
        let personal = try await fixture.workspaces.workspace(alice.personalWorkspace.rawValue)
        #expect(
            await fault { try await fixture.workspaces.setMember(bob, of: personal, role: .reader) }?.code == .conflict
        )
        #expect(await fault { try await fixture.workspaces.removeMember(alice, of: personal) }?.code == .conflict)
    }
}
