import Identity

/// Everything the authorization server has agreed to, as a whole.
package protocol AuthorizationStateStore: Sendable {
    /// Forgets, in one step, clients that registered by themselves, codes, consents, grants with their refresh tokens,
    /// browser sessions, known browsers and logins under way. What an administrator made, passwords, keys and spent
    /// identifiers stay.
    func forget() async throws
}
