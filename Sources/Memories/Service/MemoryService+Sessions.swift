package import Base
package import Identity

/// Working memory: the sessions of conversations.
extension MemoryService {
    package func sessions(
        _ access: Access,
        userID: String?,
        namespace: String?,
        page: PageRequest
    ) async throws -> Page<String> {
        try QueryRules(limits: limits).check(page)
        return try await faultsOnly {
            try await sessionStore.sessions(
                access,
                userID: userID?.nonEmpty,
                namespace: namespace?.nonEmpty,
                page: page,
                at: workingMemories.time.now()
            )
        }
    }

    /// The sessions within reach, most recently updated first.
    /// - Throws: `validationFailed` for a page larger than allowed.
    package func sessionOverviews(_ access: Access, page: PageRequest) async throws -> Page<SessionOverview> {
        try QueryRules(limits: limits).check(page)
        return try await faultsOnly {
            try await sessionStore.overviews(access, page: page, at: workingMemories.time.now())
        }
    }

    /// - Throws: `notFound` "Session … not found"; `conflict` when several sessions have the id.
    package func workingMemory(_ access: Access, _ key: SessionKey, window: ContextWindow?) async throws
        -> WorkingMemoryView
    {
        try SessionRules(limits: limits).check(window)
        return try await faultsOnly {
            guard let session = try await workingMemories.find(access, key) else {
                throw Fault(.notFound, "Session \(key.sessionID) not found")
            }
            return try await workingMemories.view(access, session, window)
        }
    }

    /// Replaces the session. Its `memories` are promoted to long-term memory in the background; a crash loses none.
    /// - Throws: `validationFailed`; `invalidRequest` for an empty message; `forbidden` for the `user_id` of another
    ///   user.
    package func setWorkingMemory(
        _ access: Access,
        _ memory: WorkingMemory,
        window: ContextWindow?
    ) async throws -> WorkingMemoryView {
        try SessionRules(limits: limits).check(window)
        return try await faultsOnly { try await workingMemories.put(access, memory, window) }
    }

    package func deleteWorkingMemory(_ access: Access, _ key: SessionKey) async throws {
        _ = try await faultsOnly { try await sessionStore.delete(access, key) }
    }
}
