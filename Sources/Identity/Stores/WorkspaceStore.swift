package import Base

/// The number of items in a workspace.
package struct WorkspaceContents: Sendable, Hashable {
    package let memories: Int
    /// The number of working-memory sessions.
    package let sessions: Int
    package let members: Int
    package let apiTokens: Int
    /// The number of clients that act in the workspace on their own behalf.
    package let clients: Int

    package init(memories: Int = 0, sessions: Int = 0, members: Int = 0, apiTokens: Int = 0, clients: Int = 0) {
        self.memories = memories
        self.sessions = sessions
        self.members = members
        self.apiTokens = apiTokens
        self.clients = clients
    }
}

/// The store of workspaces and their members.
package protocol WorkspaceStore: Sendable {
    /// Adds a workspace; false when the name or the id is taken.
    func add(_ workspace: Workspace) async throws -> Bool
    func workspace(_ id: ID<Workspace>) async throws -> Workspace?
    func workspace(named name: String) async throws -> Workspace?
    func workspaces(_ page: PageRequest) async throws -> Page<Workspace>
    func members(of id: ID<Workspace>) async throws -> [(user: User, role: Role)]
    /// The workspaces that a user can access, the personal one first.
    func memberships(of user: ID<User>) async throws -> [Membership]
    /// Adds the member or changes the role.
    /// - Parameter keepingAnAdmin: refuses to take the role of the last active admin. When concurrent callers would
    ///   together leave none, one of them is refused. The same holds for `removeMember`.
    func setMember(_ user: ID<User>, of workspace: ID<Workspace>, role: Role, keepingAnAdmin: Bool) async throws
        -> MemberChange
    func removeMember(_ user: ID<User>, of workspace: ID<Workspace>, keepingAnAdmin: Bool) async throws -> MemberChange
    /// Renames a team workspace; false when it does not exist or the name is taken. Of concurrent callers with one
    /// name, exactly one receives true.
    func rename(_ id: ID<Workspace>, to name: String) async throws -> Bool
    /// The number of items; all zero when the workspace does not exist.
    func contents(of id: ID<Workspace>) async throws -> WorkspaceContents
    /// Removes a team workspace and, in the same step, its memories, sessions, profiles and memberships, the API
    /// tokens, codes, grants and consents bound to it, and the clients that act in it. False when no such team
    /// workspace exists. True for exactly one of several concurrent callers.
    func delete(_ id: ID<Workspace>) async throws -> Bool
}

extension WorkspaceStore {
    /// Adds the member or changes the role, even when no admin is left; false when the workspace or the user does not exist.
    package func setMember(_ user: ID<User>, of workspace: ID<Workspace>, role: Role) async throws -> Bool {
        try await setMember(user, of: workspace, role: role, keepingAnAdmin: false) == .done
    }

    /// Removes the member, even when no admin is left; false when there is no such member.
    package func removeMember(_ user: ID<User>, of workspace: ID<Workspace>) async throws -> Bool {
        try await removeMember(user, of: workspace, keepingAnAdmin: false) == .done
    }

    /// The workspace that an operator names. The exact name is tried first, because names from before normalization are
    /// kept unchanged.
    package func workspace(nameOrID: String) async throws -> Workspace? {
        if let workspace = try await workspace(named: nameOrID) { return workspace }
        let normalized = UserName.normalized(nameOrID)
        if !normalized.isExactly(nameOrID), let workspace = try await workspace(named: normalized) { return workspace }
        return try await workspace(ID(nameOrID))
    }
}
