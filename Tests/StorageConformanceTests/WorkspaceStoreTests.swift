import Base
import Identity
import TestSupport
import Testing

@Suite struct WorkspaceStoreTests {
    private func opened(_ backend: Backend) async throws -> TemporaryStores {
        let stores = try backend.open()
        try await stores.add(people: ["ann", "bob"], teams: [People.team("crew")])
        return stores
    }

    @Test(arguments: Backend.available)
    func aWorkspaceIsFoundByIdAndByName(backend: Backend) async throws {
        let stores = try await opened(backend)
        #expect(try await stores.identity.workspaces.workspace(ID("ws-crew")) == People.team("crew"))
        #expect(try await stores.identity.workspaces.workspace(named: "crew") == People.team("crew"))
        #expect(try await stores.identity.workspaces.workspace(named: "nowhere") == nil)
        #expect(try await stores.identity.workspaces.workspaces(PageRequest(limit: 1)).total == 3)
    }

    @Test(arguments: Backend.available)
    func aTakenNameOrIdIsRefused(backend: Backend) async throws {
        let stores = try await opened(backend)
        let sameName = Workspace(id: ID("ws-9"), name: "crew", kind: .team, privacy: .shared, createdAt: People.dawn)
        let sameID = Workspace(id: ID("ws-crew"), name: "other", kind: .team, privacy: .shared, createdAt: People.dawn)
        #expect(try await stores.identity.workspaces.add(sameName) == false)
        #expect(try await stores.identity.workspaces.add(sameID) == false)
    }

    @Test(arguments: Backend.available)
    func setMemberAddsThenChangesTheRole(backend: Backend) async throws {
        let stores = try await opened(backend)
        let workspaces = stores.identity.workspaces
        #expect(try await workspaces.setMember(ID("us-ann"), of: ID("ws-crew"), role: .reader))
        #expect(try await workspaces.setMember(ID("us-ann"), of: ID("ws-crew"), role: .member))
        #expect(
            try await workspaces.members(of: ID("ws-crew")).map { [$0.user.name, $0.role.rawValue] } == [
                ["ann", "member"]
            ]
        )
        #expect(try await workspaces.memberships(of: ID("us-ann")).map(\.workspace.name) == ["ann", "crew"])
        #expect(try await workspaces.removeMember(ID("us-ann"), of: ID("ws-crew")))
        #expect(try await workspaces.removeMember(ID("us-ann"), of: ID("ws-crew")) == false)
        #expect(try await workspaces.setMember(ID("us-nobody"), of: ID("ws-crew"), role: .admin) == false)
        #expect(try await workspaces.setMember(ID("us-ann"), of: ID("ws-nowhere"), role: .admin) == false)
    }

    @Test(arguments: Backend.available)
    func theMembershipOfAPersonalWorkspaceIsFixed(backend: Backend) async throws {
        let stores = try await opened(backend)
        #expect(try await stores.identity.workspaces.setMember(ID("us-bob"), of: ID("ws-ann"), role: .reader) == false)
        #expect(try await stores.identity.workspaces.setMember(ID("us-ann"), of: ID("ws-ann"), role: .reader) == false)
        #expect(try await stores.identity.workspaces.removeMember(ID("us-ann"), of: ID("ws-ann")) == false)
        #expect(try await stores.identity.workspaces.memberships(of: ID("us-ann")).map(\.role) == [.admin])
    }

    @Test(arguments: Backend.available)
    func oneOfRacingCallersWithTheSameNameIsAdded(backend: Backend) async throws {
        let stores = try backend.open()
        let wins = try await race(50) { index in
            try await stores.identity.workspaces.add(
                Workspace(id: ID("ws-\(index)"), name: "crew", kind: .team, privacy: .shared, createdAt: People.dawn)
            )
        }
        #expect(wins.count { $0 } == 1)
    }

    @Test(
        "A team workspace is renamed when the name is free; a personal one keeps its name",
        arguments: Backend.available
    )
    func aTeamWorkspaceIsRenamed(backend: Backend) async throws {
        let stores = try await opened(backend)
        let workspaces = stores.identity.workspaces
        #expect(try await workspaces.rename(ID("ws-crew"), to: "team"))
        #expect(try await workspaces.rename(ID("ws-crew"), to: "team"))
        #expect(try await workspaces.workspace(named: "team")?.id == ID("ws-crew"))
        #expect(try await workspaces.workspace(named: "crew") == nil)
        #expect(try await workspaces.rename(ID("ws-crew"), to: "ann") == false)
        #expect(try await workspaces.rename(ID("ws-ann"), to: "free") == false)
        #expect(try await workspaces.rename(ID("ws-nowhere"), to: "free") == false)
        #expect(try await workspaces.workspace(ID("ws-ann")) == People.personal("ann"))
    }

    @Test("Of racing callers who rename to the same name, one gets it", arguments: Backend.available)
    func oneOfRacingRenamesWins(backend: Backend) async throws {
        let stores = try backend.open()
        let workspaces = stores.identity.workspaces
        for index in 0..<20 { #expect(try await workspaces.add(People.team("t\(index)"))) }
        let wins = try await race(20) { index in try await workspaces.rename(ID("ws-t\(index)"), to: "crew") }
        #expect(wins.count { $0 } == 1)
    }

    @Test(
        "A personal or unknown workspace is not removed, and its contents are untouched",
        arguments: Backend.available
    )
    func aPersonalWorkspaceIsNotRemoved(backend: Backend) async throws {
        let stores = try await opened(backend)
        let workspaces = stores.identity.workspaces
        #expect(try await workspaces.delete(ID("ws-ann")) == false)
        #expect(try await workspaces.delete(ID("ws-nowhere")) == false)
        #expect(try await workspaces.contents(of: ID("ws-ann")) == WorkspaceContents(members: 1))
        #expect(try await workspaces.contents(of: ID("ws-nowhere")) == WorkspaceContents())
        #expect(try await stores.identity.users.user(ID("us-ann")) == People.user("ann"))
    }

    @Test("Of racing callers who remove a workspace, one succeeds", arguments: Backend.available)
    func oneOfRacingRemovalsWins(backend: Backend) async throws {
        let stores = try await opened(backend)
        let wins = try await race(20) { _ in try await stores.identity.workspaces.delete(ID("ws-crew")) }
        #expect(wins.count { $0 } == 1)
    }

    @Test("Admins of a team who demote, remove or leave at one moment leave one of them", arguments: Backend.available)
    func oneAdminIsLeft(backend: Backend) async throws {
        let stores = try await opened(backend)
        let workspaces = stores.identity.workspaces
        let (crew, people) = (ID<Workspace>("ws-crew"), [ID<User>("us-ann"), ID<User>("us-bob")])
        for round in 0..<10 {
            for person in people { #expect(try await workspaces.setMember(person, of: crew, role: .admin)) }
            let changes = try await race(2) { index in
                if round % 3 == index {
                    try await workspaces.removeMember(people[index], of: crew, keepingAnAdmin: true)
                } else {
                    try await workspaces.setMember(people[index], of: crew, role: .reader, keepingAnAdmin: true)
                }
            }
            #expect(changes.filter { $0 == .done }.count == 1 && changes.filter { $0 == .lastAdmin }.count == 1)
            #expect(try await workspaces.members(of: crew).filter { $0.role == .admin }.count == 1)
        }
    }

    @Test("The last admin can be changed by an operator; a disabled admin does not count", arguments: Backend.available)
    func lastAdmin(backend: Backend) async throws {
        let stores = try await opened(backend)
        let workspaces = stores.identity.workspaces
        let (crew, ann, bob) = (ID<Workspace>("ws-crew"), ID<User>("us-ann"), ID<User>("us-bob"))
        for person in [ann, bob] { #expect(try await workspaces.setMember(person, of: crew, role: .admin)) }
        _ = try await stores.identity.users.set(.disabled, for: bob, keepingAnAdministrator: false)
        #expect(try await workspaces.setMember(ann, of: crew, role: .member, keepingAnAdmin: true) == .lastAdmin)
        #expect(try await workspaces.removeMember(ann, of: crew, keepingAnAdmin: true) == .lastAdmin)
        #expect(try await workspaces.setMember(ann, of: crew, role: .admin, keepingAnAdmin: true) == .done)
        #expect(try await workspaces.removeMember(bob, of: crew, keepingAnAdmin: true) == .done)
        #expect(try await workspaces.removeMember(bob, of: crew, keepingAnAdmin: true) == .absent)
        #expect(try await workspaces.setMember(bob, of: crew, role: .reader, keepingAnAdmin: true) == .done)
        #expect(try await workspaces.removeMember(bob, of: crew, keepingAnAdmin: true) == .done)
        #expect(try await workspaces.setMember(ann, of: crew, role: .member))
    }
}
