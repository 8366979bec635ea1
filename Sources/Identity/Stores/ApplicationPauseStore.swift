package import Base

/// The applications that people paused, each for themselves only.
package protocol ApplicationPauseStore: Sendable {
    /// Pauses the application for this user. An application that is paused already keeps its time; a user who does not
    /// exist pauses nothing.
    func pause(_ application: ApplicationID, by user: ID<User>, at now: Timestamp) async throws
    /// Ends the pause; true for exactly one of several concurrent callers.
    func resume(_ application: ApplicationID, by user: ID<User>) async throws -> Bool
    /// Since when the user has paused the application; nil when it is not paused.
    func pausedAt(_ application: ApplicationID, by user: ID<User>) async throws -> Timestamp?
    /// Whether anybody has paused anything.
    func hasPauses() async throws -> Bool
    /// The applications that the user has paused, most recent first.
    func paused(by user: ID<User>) async throws -> [PausedApplication]
}
