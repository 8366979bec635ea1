import Base
import Identity
import Synchronization
import TestSupport
import Testing

@Suite struct WorkspaceDirectoryTests {
    @Test func workspacesAreAddedOnceAndHaveMembers() async throws {
        let house = House()
        let user = try await house.users.add(name: "alice")
        let team = try await house.workspaces.add(name: "team")
        #expect(team.privacy == .shared)
        #expect(await fault { try await house.workspaces.add(name: "team") }?.code == .conflict)
        #expect(await fault { try await house.workspaces.add(name: "personal-x") }?.code == .validationFailed)
        try await house.workspaces.setMember(user, of: team, role: .reader)
        try await house.workspaces.setMember(user, of: team, role: .member)
        #expect(try await house.workspaces.members(of: house.workspaces.workspace("team")).map(\.role) == [.member])
        try await house.workspaces.removeMember(user, of: team)
        #expect(await fault { try await house.workspaces.removeMember(user, of: team) }?.code == .notFound)
        #expect(await fault { try await house.workspaces.workspace("other") }?.code == .notFound)
    }

    @Test("A team workspace is renamed and removed; a personal one is neither")
    func workspacesAreRenamedAndRemoved() async throws {
        let house = House()
        let user = try await house.users.add(name: "alice")
        let (team, other) = (
            try await house.workspaces.add(name: "team"), try await house.workspaces.add(name: "other")
        )
        let personal = try await house.workspaces.workspace(user.personalWorkspace.rawValue)
        func words(_ name: String, of workspace: Workspace) async -> String? {
            await fault { _ = try await house.workspaces.rename(workspace, to: name) }?.words
        }
        #expect(await words("other", of: team) == "conflict: There is already a workspace named other.")
        #expect(await words("mine", of: personal) == "conflict: A personal workspace cannot be renamed.")
        #expect(await words("personal-x", of: team)?.hasPrefix("validation-failed") == true)
        #expect(await words("a/b", of: team)?.hasPrefix("validation-failed") == true)
        #expect(await words("team", of: team) == nil)
        #expect(try await house.workspaces.rename(team, to: "crew").id == team.id)
        #expect(
            await fault { try await house.workspaces.workspace("team") }?.words == "not-found: No workspace named team."
        )
        #expect(await fault { try await house.workspaces.remove(personal) }?.code == .conflict)
        try await house.workspaces.remove(team)
        #expect(await fault { try await house.workspaces.remove(team) }?.code == .notFound)
        #expect(await words("new", of: team) == "not-found: No workspace named team.")
        #expect(try await house.workspaces.workspace("other") == other)
    }

    @Test func nobodyIsLetIntoAPersonalWorkspace() async throws {
        let house = House()
        let (alice, bob) = (try await house.users.add(name: "alice"), try await house.users.add(name: "bob"))
        let personal = try await house.workspaces.workspace(alice.personalWorkspace.rawValue)
        #expect(
            await fault { try await house.workspaces.setMember(bob, of: personal, role: .reader) }?.code == .conflict
        )
        #expect(await fault { try await house.workspaces.removeMember(alice, of: personal) }?.code == .conflict)
    }
}
