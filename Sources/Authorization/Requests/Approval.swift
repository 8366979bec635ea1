package import Base
package import Identity

/// A request that a person allows: in this session, for this workspace, and to read in others.
package struct Approval: Sendable {
    let request: AuthorizationRequest
    let user: User
    let session: BrowserSession
    let workspace: ID<Workspace>
    let alsoReads: [ID<Workspace>]

    package init(
        _ request: AuthorizationRequest,
        user: User,
        session: BrowserSession,
        workspace: ID<Workspace>,
        alsoReads: [ID<Workspace>] = []
    ) {
        self.request = request
        self.user = user
        self.session = session
        self.workspace = workspace
        self.alsoReads = alsoReads
    }
}
