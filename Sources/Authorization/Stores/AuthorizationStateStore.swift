import Identity

/// The whole state of the authorization server.
package protocol AuthorizationStateStore: Sendable {
    /// Deletes, in one step, self-registered clients, codes, consents, grants with their refresh tokens, browser
    /// sessions, known browsers and logins in progress. Keeps clients of administrators, passwords, keys and spent
    /// identifiers.
    func forget() async throws
}
