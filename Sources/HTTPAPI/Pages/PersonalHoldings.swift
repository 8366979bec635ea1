package import Authorization
package import Identity
package import Memories

/// Everything a person has at this server that the account page shows and can end.
package struct PersonalHoldings: Sendable {
    let users: any UserStore
    let workspaces: any WorkspaceStore
    let sessions: any SessionStore
    let passwords: any PasswordStore
    let logins: Logins
    let tokens: APITokenDirectory
    let mint: APITokenMint
    /// Nil without an authorization server, when no application is connected.
    let applications: ConnectedApplications?
    let memories: MemoryService
    let pauses: ApplicationPauses
    let traces: any ConnectionTraceStore
    let profiles: UserProfiles
    /// Nil without an authorization server, which has the keys.
    let receipts: ReceiptSigner?

    package init(
        identity: IdentityStores,
        authorization: AuthorizationStores,
        logins: Logins,
        tokens: APITokenDirectory,
        mint: APITokenMint,
        applications: ConnectedApplications?,
        memories: MemoryService,
        pauses: ApplicationPauses,
        profiles: UserProfiles,
        receipts: ReceiptSigner?
    ) {
        users = identity.users
        workspaces = identity.workspaces
        sessions = authorization.sessions
        traces = authorization.traces
        passwords = authorization.passwords
        self.logins = logins
        self.tokens = tokens
        self.mint = mint
        self.applications = applications
        self.memories = memories
        self.pauses = pauses
        self.profiles = profiles
        self.receipts = receipts
    }
}
