package import Base
package import Identity

/// Working memory. Expired sessions behave as absent from the moment they expire.
package protocol WorkingMemoryStore: Sendable {
    /// Replaces the session and, in the same commit, queues its `memories` for promotion and messages for extraction.
    /// Durable when it returns. The session's `state` stays as it is.
    /// - Parameter order: the messages to extract from; one that was ever queued is not queued again.
    /// - Throws: besides `StoreFailure`: `conflict` for a session that was ended.
    func put(_ access: Access, _ memory: WorkingMemory, extracting order: ExtractionOrder?) async throws
    /// The sessions that match the key, most recently updated first; at most 2. A nil user or namespace in the key
    /// matches every value within reach.
    func find(_ access: Access, _ key: SessionKey, at now: Timestamp) async throws -> [WorkingMemory]
    /// Deletes the sessions that match the key; returns how many there were.
    func delete(_ access: Access, _ key: SessionKey) async throws -> Int
    /// Session ids, most recently updated first.
    func sessions(
        _ access: Access,
        userID: String?,
        namespace: String?,
        page: PageRequest,
        at now: Timestamp
    ) async throws -> Page<String>
    /// The sessions within reach, most recently updated first. One id can have several: of other users or namespaces.
    func overviews(_ access: Access, page: PageRequest, at now: Timestamp) async throws -> Page<SessionOverview>
    /// Removes expired sessions; returns how many.
    func purge(at now: Timestamp) async throws -> Int
}

extension WorkingMemoryStore {
    /// Stores a session that nothing is extracted from.
    package func put(_ access: Access, _ memory: WorkingMemory) async throws {
        try await put(access, memory, extracting: nil)
    }
}

/// Memories on their way from working memory to long-term memory. They are queued in the commit that acknowledges them,
/// so that a crash loses none.
package protocol PromotionQueue: Sendable {
    /// Moves up to `limit` queued memories into long-term memory in one commit; returns how many it took from the
    /// queue. A memory with the same id and user is replaced; a text that the user already has is dropped.
    func promote(limit: Int, at now: Timestamp) async throws -> Int
}
