package import Base

/// What a workspace holds, counted.
package struct WorkspaceContents: Sendable, Hashable {
    package let memories: Int
    /// Of working memory.
    package let sessions: Int
    package let members: Int
    package let apiTokens: Int
    /// The clients that act in it for themselves.
    package let clients: Int

    package init(memories: Int = 0, sessions: Int = 0, members: Int = 0, apiTokens: Int = 0, clients: Int = 0) {
        self.memories = memories
        self.sessions = sessions
        self.members = members
        self.apiTokens = apiTokens
        self.clients = clients
    }
}

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
    /// Renames a team workspace; false when there is none of this id or the name is taken. Of racing callers with one
    /// name, one receives true.
    func rename(_ id: ID<Workspace>, to name: String) async throws -> Bool
    /// All zero when there is no such workspace.
    func contents(of id: ID<Workspace>) async throws -> WorkspaceContents
    /// Removes a team workspace and, in the same step, its memories, sessions, profiles and memberships, the API
    /// tokens, codes, grants and consents bound to it, and the clients that act in it. False when there is no such team
    /// workspace. True for exactly one of racing callers.
    func delete(_ id: ID<Workspace>) async throws -> Bool
}

extension WorkspaceStore {
    /// As an operator names it. Exactly as written first: names from before they were normalized are kept as they were.
    package func workspace(nameOrID: String) async throws -> Workspace? {
        if let workspace = try await workspace(named: nameOrID) { return workspace }
        let normalized = UserName.normalized(nameOrID)
        if !normalized.isExactly(nameOrID), let workspace = try await workspace(named: normalized) { return workspace }
        return try await workspace(ID(nameOrID))
    }
}
