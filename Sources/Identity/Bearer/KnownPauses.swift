import Base
import Synchronization

/// The pauses, as the authenticator asks for them: once it knows that nobody has paused anything, it does not ask the
/// store again until the revocation epoch changes. A pause changes it, in every process of this machine and every
/// server of the database.
final class KnownPauses: Sendable {
    private let store: any ApplicationPauseStore
    /// The last epoch in which there were no pauses.
    private let empty = Mutex<UInt64?>(nil)

    init(_ store: any ApplicationPauseStore) {
        self.store = store
    }

    /// - Parameter epoch: read before the store is asked for anything.
    func pausedAt(_ application: ApplicationID, by user: ID<User>, epoch: UInt64) async throws -> Timestamp? {
        guard empty.withLock({ $0 }) != epoch else { return nil }
        guard try await store.hasPauses() else {
            empty.withLock { $0 = epoch }
            return nil
        }
        return try await store.pausedAt(application, by: user)
    }
}
