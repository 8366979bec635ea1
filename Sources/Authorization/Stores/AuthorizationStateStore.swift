package import Base
package import Identity

/// The whole state of the authorization server.
package protocol AuthorizationStateStore: Sendable {
    /// Deletes, in one step, self-registered clients, codes, consents, grants with their refresh tokens, browser
    /// sessions, known browsers and logins in progress. Keeps clients of administrators, passwords, keys and spent
    /// identifiers.
    func forget() async throws
    /// Ends, in one step, the browser sessions of the user, the codes issued to applications for the user, and the
    /// user's grants with their refresh tokens.
    func endLogins(of user: ID<User>) async throws -> EndedLogins
}
