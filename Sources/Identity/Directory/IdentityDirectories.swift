/// The directories of one server.
package struct IdentityDirectories: Sendable {
    package let users: UserDirectory
    package let workspaces: WorkspaceDirectory

    package init(stores: IdentityStores, provisioning: Provisioning, revocations: RevocationEpoch) {
        users = UserDirectory(stores: stores, provisioning: provisioning, revocations: revocations)
        workspaces = WorkspaceDirectory(stores: stores, provisioning: provisioning, revocations: revocations)
    }
}
