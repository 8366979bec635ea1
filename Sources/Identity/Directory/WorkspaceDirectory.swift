package import Base

/// Manages workspaces and their members for operators. A change that removes a right takes effect immediately on this
/// machine.
package struct WorkspaceDirectory: Sendable {
    let stores: IdentityStores
    let provisioning: Provisioning
    let revocations: RevocationEpoch

    /// Adds a team workspace.
    /// - Throws: `validationFailed` for an invalid name, `conflict` for a name that is taken, also in another case.
    package func add(name: String, privacy: Workspace.Privacy = .shared) async throws -> Workspace {
        let workspace = try provisioning.newTeam(name: name, privacy: privacy)
        if let other = try await alike(workspace.name).first { throw Self.taken(other.name) }
        guard try await stores.workspaces.add(workspace) else {
            throw Self.taken(workspace.name)
        }
        return workspace
    }

    package func list(_ page: PageRequest) async throws -> Page<Workspace> {
        try await stores.workspaces.workspaces(page)
    }

    /// The workspace with this exact name or id, or with this name in any case and with surrounding white space, as long
    /// as only one workspace matches.
    /// - Throws: `notFound`.
    package func workspace(_ nameOrID: String) async throws -> Workspace {
        if let workspace = try await stores.workspaces.workspace(nameOrID: nameOrID) { return workspace }
        let alike = try await alike(nameOrID)
        guard let workspace = alike.first else { throw Self.unknown(nameOrID) }
        guard alike.count == 1 else {
            throw Fault(
                .notFound,
                "No workspace named \(nameOrID).",
                hints: .init(advice: "Write the name exactly: \(alike.map(\.name).joined(separator: " or ")).")
            )
        }
        return workspace
    }

    /// The workspaces whose names are the same to people (`UserName.loginName`). They are compared here, because SQL does
    /// not know the cases of all scripts.
    private func alike(_ name: String) async throws -> [Workspace] {
        let key = UserName.loginName(name)
        var (found, seen) = ([Workspace](), 0)
        while true {
            let page = try await stores.workspaces.workspaces(PageRequest(limit: 1_000, offset: seen))
            found += page.items.filter { $0.kind == .team && UserName.loginName($0.name).isExactly(key) }
            seen += page.items.count
            guard !page.items.isEmpty, seen < page.total else { return found }
        }
    }

    /// The workspace with this name or id, if the user can access it.
    /// - Throws: `notFound`, with the command that adds the user.
    package func workspace(_ nameOrID: String, enteredBy user: User) async throws -> Workspace {
        let workspace = try await workspace(nameOrID)
        guard try await stores.workspaces.memberships(of: user.id).contains(where: { $0.workspace.id == workspace.id })
        else {
            throw Fault(
                .notFound,
                "\(user.name) is not a member of workspace \(workspace.name).",
                hints: .init(
                    advice: workspace.kind == .team
                        ? "Run `agent-memory workspace members \(workspace.name) --add \(user.name)`."
                        : "It is the personal workspace of another user; name a team workspace."
                )
            )
        }
        return workspace
    }

    package func members(of workspace: Workspace) async throws -> [(user: User, role: Role)] {
        try await stores.workspaces.members(of: workspace.id)
    }

    /// Adds the member or changes the role.
    /// - Parameter keepingAnAdmin: refuses to take the role of the team's last active admin. Operators may do that:
    ///   they can name another one at any time.
    /// - Throws: `conflict` for a personal workspace or the last admin, `notFound`.
    package func setMember(
        _ user: User,
        of workspace: Workspace,
        role: Role,
        keepingAnAdmin: Bool = false
    ) async throws {
        try Self.checkTeam(workspace)
        defer { revocations.bump() }
        switch try await stores.workspaces.setMember(
            user.id,
            of: workspace.id,
            role: role,
            keepingAnAdmin: keepingAnAdmin
        ) {
        case .done: return
        case .lastAdmin: throw Self.lastAdmin(user, workspace)
        case .absent:
            throw Fault(
                .notFound,
                "The user \(user.name) or the workspace \(workspace.name) was removed in the meantime."
            )
        }
    }

    /// Removes the member.
    /// - Parameter keepingAnAdmin: as for `setMember`.
    /// - Throws: `conflict` for a personal workspace or the last admin, `notFound` when the user is not a member.
    package func removeMember(_ user: User, of workspace: Workspace, keepingAnAdmin: Bool = false) async throws {
        try Self.checkTeam(workspace)
        defer { revocations.bump() }
        switch try await stores.workspaces.removeMember(
            user.id,
            of: workspace.id,
            keepingAnAdmin: keepingAnAdmin
        ) {
        case .done: return
        case .lastAdmin: throw Self.lastAdmin(user, workspace)
        case .absent: throw Fault(.notFound, "\(user.name) is not a member of workspace \(workspace.name).")
        }
    }

    private static func lastAdmin(_ user: User, _ workspace: Workspace) -> Fault {
        Fault(
            .conflict,
            "\(user.name) is the only admin of the team \(workspace.name).",
            hints: .init(advice: "Make another member admin first.")
        )
    }

    /// The number of items that would be removed with the workspace.
    package func contents(of workspace: Workspace) async throws -> WorkspaceContents {
        try await stores.workspaces.contents(of: workspace.id)
    }

    /// Renames a team workspace.
    /// - Throws: `validationFailed` for an invalid name, `conflict` for a name that is taken or for a personal
    ///   workspace, `notFound`.
    package func rename(_ workspace: Workspace, to name: String) async throws -> Workspace {
        guard workspace.kind == .team else { throw Fault(.conflict, "A personal workspace cannot be renamed.") }
        let name = try Provisioning.teamName(name)
        if let other = try await alike(name).first(where: { $0.id != workspace.id }) { throw Self.taken(other.name) }
        // Settings bind back ends to a workspace by its name, and principals based on them may be cached.
        defer { revocations.bump() }
        guard try await stores.workspaces.rename(workspace.id, to: name) else {
            throw try await stores.workspaces.workspace(workspace.id) == nil
                ? Self.unknown(workspace.name) : Self.taken(name)
        }
        return try await self.workspace(workspace.id.rawValue)
    }

    /// Removes a team workspace with everything in it; credentials bound to it stop working at once.
    /// - Throws: `conflict` for a personal workspace, `notFound`.
    package func remove(_ workspace: Workspace) async throws {
        guard workspace.kind == .team else {
            throw Fault(
                .conflict,
                "A personal workspace cannot be removed on its own.",
                hints: .init(advice: "It is removed with its user: `agent-memory user delete NAME`.")
            )
        }
        defer { revocations.bump() }
        guard try await stores.workspaces.delete(workspace.id) else { throw Self.unknown(workspace.name) }
    }

    private static func unknown(_ nameOrID: String) -> Fault {
        Fault(.notFound, "No workspace named \(nameOrID).", hints: .init(advice: "Run `agent-memory workspace list`."))
    }

    private static func taken(_ name: String) -> Fault {
        Fault(.conflict, "There is already a workspace named \(name).")
    }

    /// Refuses a personal workspace: only its user can access it.
    private static func checkTeam(_ workspace: Workspace) throws {
        guard workspace.kind == .team else { throw Fault(.conflict, "A personal workspace has no other members.") }
    }
}
