package import Base

/// Pauses and resumes applications for a person. A paused application keeps its credentials, but every call is refused
/// with the reason (`AccessPolicy`). Both verbs take effect with the next request, in every process of this machine.
package struct ApplicationPauses: Sendable {
    private let store: any ApplicationPauseStore
    private let revocations: RevocationEpoch

    package init(store: any ApplicationPauseStore, revocations: RevocationEpoch) {
        self.store = store
        self.revocations = revocations
    }

    /// - Throws: `invalidRequest` for this server's own pages and for the operator's credential.
    package func pause(_ application: ApplicationID, by user: ID<User>, at now: Timestamp) async throws {
        guard application.canBePaused else { throw Fault(.invalidRequest, "This application cannot be paused.") }
        defer { revocations.bump() }
        try await store.pause(application, by: user, at: now)
    }

    /// False when it was not paused.
    package func resume(_ application: ApplicationID, by user: ID<User>) async throws -> Bool {
        defer { revocations.bump() }
        return try await store.resume(application, by: user)
    }

    package func paused(by user: ID<User>) async throws -> [PausedApplication] {
        try await store.paused(by: user)
    }
}
