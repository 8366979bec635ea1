package import Base
import Identity

/// Registered clients.
package protocol ClientStore: Sendable {
    /// False when the id is taken, or when `limit` clients registered by themselves exist already and none of them
    /// makes room: the longest waiting of those that are ten minutes old, were never used, and that nobody consented
    /// to.
    func add(_ client: Client, limit: Int?) async throws -> Bool
    func client(_ id: ID<Client>) async throws -> Client?
    func clients(_ page: PageRequest) async throws -> Page<Client>
    /// Replaces everything but id, origin, creation and last use; false when there is no such client.
    func update(_ client: Client) async throws -> Bool
    /// The clients that are not registered and are known by what people allowed them alone: id, first and last use,
    /// oldest first.
    func documents() async throws -> [Client]
    /// Removes the client, its consents, codes, grants and refresh tokens in one step; one that is known by its
    /// document has only the latter. False when there is nothing of it.
    func delete(_ id: ID<Client>) async throws -> Bool
    /// Notes that the client was used; to the minute, and never backwards.
    func touch(_ id: ID<Client>, at now: Timestamp) async throws
    /// Removes clients that registered by themselves and were not used since `unusedSince`, with what people consented
    /// to them, unless they have a live grant or a code that waits; how many.
    func purge(unusedSince: Timestamp) async throws -> Int
}
