import Base
import Synchronization

/// The times when API tokens were last used, collected in memory and written from time to time, so that requests never
/// wait for it.
///
/// A use is noted when the store is asked for a token, so a token in constant use is noted once per cache lifetime.
/// With a flush every ten seconds, a list can be 40 seconds out of date.
package final class LastUse: Sendable {
    private let uses = Mutex<[ID<APIToken>: Timestamp]>([:])

    package init() {}

    func note(_ id: ID<APIToken>, at now: Timestamp) {
        uses.withLock { $0[id] = max($0[id] ?? now, now) }
    }

    /// Writes the collected times in one statement. Called by a background task every ten seconds, and at shutdown.
    /// When the store fails, nothing is lost: the next flush tries again.
    package func flush(to store: any APITokenStore) async throws {
        let gathered = uses.withLock { uses in
            defer { uses = [:] }
            return uses
        }
        guard !gathered.isEmpty else { return }
        do {
            try await store.touch(gathered)
        } catch {
            uses.withLock { $0.merge(gathered, uniquingKeysWith: max) }
            throw error
        }
    }
}
