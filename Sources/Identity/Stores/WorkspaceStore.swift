package import Base

/// Workspaces and who is in them.
package protocol WorkspaceStore: Sendable {
    /// False when the name or id is taken.
    func add(_ workspace: Workspace) async throws -> Bool
    func workspace(_ id: ID<Workspace>) async throws -> Workspace?
    func workspace(named name: String) async throws -> Workspace?
    func workspaces(_ page: PageRequest) async throws -> Page<Workspace>
    func members(of id: ID<Workspace>) async throws -> [(user: User, role: Role)]
    /// The workspaces a user may enter, the personal one first.
    func memberships(of user: ID<User>) async throws -> [Membership]
    /// Adds the member or changes the role; false when there is no such workspace or user.
    func setMember(_ user: ID<User>, of workspace: ID<Workspace>, role: Role) async throws -> Bool
    func removeMember(_ user: ID<User>, of workspace: ID<Workspace>) async throws -> Bool
}

extension WorkspaceStore {
    /// As an operator names it.
    package func workspace(nameOrID: String) async throws -> Workspace? {
        if let workspace = try await workspace(named: nameOrID) { return workspace }
        return try await workspace(ID(nameOrID))
    }
}
