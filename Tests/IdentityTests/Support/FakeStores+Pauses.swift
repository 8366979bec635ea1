import Base
import Identity
import Synchronization

extension FakeStores: ApplicationPauseStore {
    func pause(_ application: ApplicationID, by user: ID<User>, at now: Timestamp) async throws {
        state.withLock { state in
            let time = state.pauses[user]?[application] ?? now
            state.pauses[user, default: [:]][application] = time
        }
    }

    func resume(_ application: ApplicationID, by user: ID<User>) async throws -> Bool {
        state.withLock { $0.pauses[user]?.removeValue(forKey: application) != nil }
    }

    func pausedAt(_ application: ApplicationID, by user: ID<User>) async throws -> Timestamp? {
        state.withLock { $0.pauses[user]?[application] }
    }

    func hasPauses() async throws -> Bool { state.withLock { $0.pauses.values.contains { !$0.isEmpty } } }

    func paused(by user: ID<User>) async throws -> [PausedApplication] {
        state.withLock { state in
            (state.pauses[user] ?? [:]).map { PausedApplication(application: $0, pausedAt: $1) }
        }
    }
}
