package import Authorization
package import Identity

/// The parts that administrators manage or read on pages.
package struct Directories: Sendable {
    let users: UserDirectory
    let workspaces: WorkspaceDirectory
    let invitations: Invitations
    let inspection: any ServerInspection
    /// Nil without an authorization server.
    let managed: ManagedAuthorization?
    let version: String
    let settings: [ShownSetting]

    package init(
        users: UserDirectory,
        workspaces: WorkspaceDirectory,
        invitations: Invitations,
        inspection: any ServerInspection,
        managed: ManagedAuthorization?,
        version: String,
        settings: [ShownSetting]
    ) {
        self.users = users
        self.workspaces = workspaces
        self.invitations = invitations
        self.inspection = inspection
        self.managed = managed
        self.version = version
        self.settings = settings
    }
}
