package import Base
package import Identity

/// Working memory. Expired sessions behave as absent from the moment they expire.
package protocol WorkingMemoryStore: Sendable {
    /// Replaces the session and, in the same commit, queues its `memories` for promotion. Durable when it returns.
    func put(_ access: Access, _ memory: WorkingMemory) async throws
    /// The sessions that the key fits: a nil user or namespace in the key fits any within reach. Most recently updated
    /// first; at most 2.
    func find(_ access: Access, _ key: SessionKey, at now: Timestamp) async throws -> [WorkingMemory]
    /// How many there were that the key fits.
    func delete(_ access: Access, _ key: SessionKey) async throws -> Int
    /// Session ids, most recently updated first.
    func sessions(
        _ access: Access,
        userID: String?,
        namespace: String?,
        page: PageRequest,
        at now: Timestamp
    ) async throws -> Page<String>
    /// Removes what has expired; how many.
    func purge(at now: Timestamp) async throws -> Int
}

/// Memories of working memory on their way to long-term memory: queued in the commit that acknowledged them, so that a
/// crash loses none.
package protocol PromotionQueue: Sendable {
    /// Moves up to `limit` queued memories into long-term memory, all in one commit; how many it took from the queue.
    /// The same id of the same user is replaced; text the user already has is dropped.
    func promote(limit: Int, at now: Timestamp) async throws -> Int
}
