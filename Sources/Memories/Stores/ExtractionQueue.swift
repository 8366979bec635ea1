package import Base
package import Identity

/// Messages that wait for a language model to extract memories from them. `WorkingMemoryStore.put` adds them, in the
/// commit that stores their session; they go with the session. A message is extracted from once: until then the queue has
/// a copy of it, afterwards only its id.
package protocol ExtractionQueue: Sendable {
    /// The messages of the session that were ever queued, oldest first; empty for a session out of reach.
    func states(_ access: Access, of key: SessionKey) async throws -> [MessageExtraction]
    /// Takes the messages of one session that are due, until the lease ends; nil when none are due. Racing workers get
    /// different sessions.
    func claim(at now: Timestamp, until lease: Timestamp, limit: Int) async throws -> ExtractionJob?
    /// Marks the messages as done and queues the memories for promotion, in one commit, as written by the model.
    /// - Returns: false when the lease was lost or the session was deleted; then nothing changes.
    func finish(_ job: ExtractionJob, _ memories: [Memory], by model: String) async throws -> Bool
    /// Gives the messages back.
    /// - Parameters:
    ///   - isAttempt: whether this counts as one of the attempts.
    ///   - reason: what the session says meanwhile; nil for nothing.
    func postpone(_ job: ExtractionJob, until time: Timestamp, isAttempt: Bool, because reason: String?) async throws
    /// Gives up on the messages.
    func fail(_ job: ExtractionJob, because reason: String) async throws
}
