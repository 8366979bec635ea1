package import Base
package import Identity

/// A person at a browser: a login that holds, the cookie that forms are bound to, and the principal as whom pages act.
package struct Visitor: Sendable {
    package let session: BrowserSession
    package let user: User
    package let cookie: Secret
    /// Passes the same `AccessPolicy` as the principal of a token does.
    package let principal: Principal
    /// The workspaces of the principal, with their names.
    package let memberships: [Membership]
}

/// Makes a principal of a browser session: its person, in the workspaces they are a member of at this moment.
package struct SessionAuthenticator: Sendable {
    private let sessions: BrowserSessions
    private let workspaces: any WorkspaceStore

    package init(sessions: BrowserSessions, workspaces: any WorkspaceStore) {
        self.sessions = sessions
        self.workspaces = workspaces
    }

    /// Nil when the session has ended or expired, or the person is disabled or gone. Nothing is cached: a removed
    /// member loses the workspace with the next page.
    /// - Parameter cookie: the value of the session cookie.
    package func visitor(_ cookie: Secret, at now: Timestamp) async throws -> Visitor? {
        guard let (session, user) = try await sessions.session(cookie, at: now), user.status == .active else {
            return nil
        }
        let memberships = try await workspaces.memberships(of: user.id)
        let principal = Principal(
            kind: .person(user.id),
            userName: user.name,
            // A browser session was given no scopes: it may what the person's roles allow, and policy asks the role in
            // each workspace.
            scopes: memberships.reduce(into: []) { $0.formUnion($1.role.scopes) },
            credential: .browserSession(session.id.rawValue),
            entries: memberships.map { Principal.Entry($0) },
            expiresAt: session.expiresAt,
            isAdministrator: user.isAdministrator,
            license: .ofAuthenticator
        )
        return Visitor(session: session, user: user, cookie: cookie, principal: principal, memberships: memberships)
    }
}
