/// The identity stores of one backend, chosen at start-up.
package struct IdentityStores: Sendable {
    package let users: any UserStore
    package let workspaces: any WorkspaceStore
    package let apiTokens: any APITokenStore
    package let pauses: any ApplicationPauseStore
    package let uses: any CredentialUseStore

    package init(
        users: any UserStore,
        workspaces: any WorkspaceStore,
        apiTokens: any APITokenStore,
        pauses: any ApplicationPauseStore,
        uses: any CredentialUseStore
    ) {
        self.users = users
        self.workspaces = workspaces
        self.apiTokens = apiTokens
        self.pauses = pauses
        self.uses = uses
    }
}
