package import Identity

/// The parts that administrators manage or read on pages.
package struct Directories: Sendable {
    let users: UserDirectory
    let workspaces: WorkspaceDirectory
    let settings: [ShownSetting]

    package init(users: UserDirectory, workspaces: WorkspaceDirectory, settings: [ShownSetting]) {
        self.users = users
        self.workspaces = workspaces
        self.settings = settings
    }
}
