package import Base
package import Identity

/// Stored consents, one per user and client.
package protocol ConsentStore: Sendable {
    func remember(_ consent: Consent) async throws
    func consent(of user: ID<User>, to client: ID<Client>) async throws -> Consent?
    func consents(of user: ID<User>) async throws -> [Consent]
    /// Deletes the consent and revokes every grant of this user to this client in one step.
    func withdraw(from client: ID<Client>, by user: ID<User>) async throws
    /// Deletes the consent and unredeemed codes, and revokes these grants of this user and no other, in one step.
    func withdraw(from client: ID<Client>, by user: ID<User>, ending grants: [ID<AuthorizationGrant>]) async throws
}
