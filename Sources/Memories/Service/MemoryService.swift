package import Base
package import Identity

/// Room 4, the facade that every door calls: what do you remember?
///
/// A struct of small parts, each of which does one thing; the facade only hands on. Every method takes an `Access` that
/// policy made for the action it performs, and throws `Fault` only.
package struct MemoryService: Sendable {
    private func unbuilt() -> Fault { Fault(.notImplemented, "Not built yet.") }

    // MARK: Long-term memory

    /// Stores all or none; durable when it returns. The same id replaces; with `deduplicate`, text the user already has is recognised.
    package func remember(_ access: Access, _ memories: [Memory], deduplicate: Bool) async throws -> RememberOutcome { throw unbuilt() }
    package func search(_ access: Access, _ query: MemoryQuery) async throws -> SearchAnswer { throw unbuilt() }
    /// - Throws: `notFound` "Memory with ID … not found".
    package func memory(_ access: Access, id: String) async throws -> Memory { throw unbuilt() }
    package func list(_ access: Access, _ filter: MemoryFilter, page: PageRequest) async throws -> Page<Memory> { throw unbuilt() }
    /// - Throws: `notFound`; `invalidRequest` when nothing is to be changed.
    package func revise(_ access: Access, id: String, _ revision: Revision) async throws -> Memory { throw unbuilt() }
    /// How many there were.
    package func delete(_ access: Access, ids: [String]) async throws -> Int { throw unbuilt() }
    package func forget(_ access: Access, _ request: ForgetRequest) async throws -> ForgetOutcome { throw unbuilt() }
    /// Merges identical memories; how many remain.
    package func compact(_ access: Access, filter: MemoryFilter) async throws -> Int { throw unbuilt() }

    // MARK: Working memory

    package func sessions(
        _ access: Access, userID: String?, namespace: String?, page: PageRequest
    ) async throws -> Page<String> { throw unbuilt() }
    /// - Throws: `notFound` "Session … not found"; `conflict` when the id alone does not tell which session is meant.
    package func workingMemory(_ access: Access, _ key: SessionKey, window: ContextWindow?) async throws -> WorkingMemoryView {
        throw unbuilt()
    }
    /// Replaces the session; its `memories` are promoted to long-term memory in the background, durably.
    package func setWorkingMemory(
        _ access: Access, _ memory: WorkingMemory, window: ContextWindow?
    ) async throws -> WorkingMemoryView { throw unbuilt() }
    package func deleteWorkingMemory(_ access: Access, _ key: SessionKey) async throws { throw unbuilt() }

    // MARK: Prompt

    /// Brings together a session and what long-term memory knows about the query, ready for a model.
    /// - Throws: `invalidRequest` "Either session or long_term_search must be provided".
    package func prompt(_ access: Access, _ request: PromptRequest) async throws -> PromptAnswer { throw unbuilt() }

    // MARK: State

    /// What `/health` and start-up say about finding by meaning.
    package func embeddingStatus() async -> EmbeddingStatus { .keywordOnly(reason: "Not built yet.") }
}
