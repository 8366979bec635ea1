package import Base

/// The workspaces there are and who is in them, as an operator manages them. What takes a right away acts at once on this machine.
package struct WorkspaceDirectory: Sendable {
    private let stores: IdentityStores
    private let provisioning: Provisioning
    private let revocations: RevocationEpoch

    package init(stores: IdentityStores, provisioning: Provisioning, revocations: RevocationEpoch) {
        self.stores = stores
        self.provisioning = provisioning
        self.revocations = revocations
    }

    /// A team workspace. Throws `validationFailed` for a bad name, `conflict` for a taken one.
    package func add(name: String, privacy: Workspace.Privacy = .shared) async throws -> Workspace {
        let workspace = try provisioning.newTeam(name: name, privacy: privacy)
        guard try await stores.workspaces.add(workspace) else {
            throw Fault(.conflict, "A workspace of this name exists already.")
        }
        return workspace
    }

    package func list(_ page: PageRequest) async throws -> Page<Workspace> {
        try await stores.workspaces.workspaces(page)
    }

    /// By name, or by id. Throws `notFound`.
    package func workspace(_ nameOrID: String) async throws -> Workspace {
        guard let workspace = try await stores.workspaces.workspace(nameOrID: nameOrID) else {
            throw Fault(.notFound, "Workspace not found")
        }
        return workspace
    }

    package func members(of workspace: Workspace) async throws -> [(user: User, role: Role)] {
        try await stores.workspaces.members(of: workspace.id)
    }

    /// Adds the member or changes the role. Throws `conflict` for a personal workspace, `notFound`.
    package func setMember(_ user: User, of workspace: Workspace, role: Role) async throws {
        try Self.checkTeam(workspace)
        defer { revocations.bump() }
        guard try await stores.workspaces.setMember(user.id, of: workspace.id, role: role) else {
            throw Fault(.notFound, "Workspace or user not found")
        }
    }

    /// Throws `conflict` for a personal workspace, `notFound` when the user was no member.
    package func removeMember(_ user: User, of workspace: Workspace) async throws {
        try Self.checkTeam(workspace)
        defer { revocations.bump() }
        guard try await stores.workspaces.removeMember(user.id, of: workspace.id) else {
            throw Fault(.notFound, "Member not found")
        }
    }

    /// A personal workspace is entered by its user and nobody else.
    private static func checkTeam(_ workspace: Workspace) throws {
        guard workspace.kind == .team else { throw Fault(.conflict, "A personal workspace has no other members.") }
    }
}
