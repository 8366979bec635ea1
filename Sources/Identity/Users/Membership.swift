package import Base

/// The membership of a user in a workspace, with a role.
package struct Membership: Sendable, Hashable {
    package let workspace: Workspace
    package let user: ID<User>
    package let role: Role

    package init(workspace: Workspace, user: ID<User>, role: Role) {
        self.workspace = workspace
        self.user = user
        self.role = role
    }
}
