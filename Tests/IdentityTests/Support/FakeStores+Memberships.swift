import Base
import Identity

extension FakeStores.State {
    func isLastAdmin(_ user: ID<User>, of workspace: ID<Workspace>) -> Bool {
        let admins = (roles[workspace] ?? [:]).filter { $0.value == .admin }.keys
        return admins.contains(user) && admins.allSatisfy { $0 == user || users[$0]?.status != .active }
    }

    func memberships(_ user: ID<User>) -> [Membership] {
        roles.compactMap { workspace, roles in
            guard let role = roles[user], let workspace = workspaces[workspace] else { return nil }
            return Membership(workspace: workspace, user: user, role: role)
        }
        .sorted {
            ($0.workspace.kind == .personal ? "" : $0.workspace.name)
                < ($1.workspace.kind == .personal ? "" : $1.workspace.name)
        }
    }
}
