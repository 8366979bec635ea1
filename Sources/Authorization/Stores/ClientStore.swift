package import Base
package import Identity

/// Registered clients.
package protocol ClientStore: Sendable {
    /// Returns false if the id is taken, or if `limit` self-registered clients exist and none can be evicted. Evicts
    /// the oldest client that is at least ten minutes old, was never used and has no consent.
    func add(_ client: Client, limit: Int?) async throws -> Bool
    func client(_ id: ID<Client>) async throws -> Client?
    func clients(_ page: PageRequest) async throws -> Page<Client>
    /// Replaces everything but id, origin, creation and last use; false when the client does not exist.
    func update(_ client: Client) async throws -> Bool
    /// The unregistered clients, known only by people's consents: id, first and last use, oldest first.
    func documents() async throws -> [Client]
    /// How many people let each client in, by a consent or a live connection. Clients without people are left out.
    func people() async throws -> [ID<Client>: Int]
    /// The clients that registered themselves and that this user has paused, also those that were deleted since.
    func paused(by user: ID<User>) async throws -> [PausedRegistration]
    /// Removes the client, its consents, codes, grants and refresh tokens in one step. A client known by its
    /// document has no row of its own. False when nothing was removed.
    func delete(_ id: ID<Client>) async throws -> Bool
    /// Records a use of the client, to the minute and never backwards.
    func touch(_ id: ID<Client>, at now: Timestamp) async throws
    /// Removes self-registered clients that were not used since `unusedSince`, with their consents, unless they have a
    /// live grant or an unredeemed code. Returns their number.
    func purge(unusedSince: Timestamp) async throws -> Int
}
