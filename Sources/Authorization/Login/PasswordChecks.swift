package import Base
import Dispatch
import Identity
import Synchronization

/// Compares passwords one at a time, on a separate thread: a derivation takes almost a tenth of a second, and parallel
/// guesses from many addresses must not block the threads that serve other requests.
package final class PasswordChecks: Sendable {
    private let queue = DispatchQueue(label: "agent-memory.passwords")
    private let waiting = Mutex(0)
    private let limit: Int
    private let matches: @Sendable (PasswordHash, Secret) -> Bool

    /// - Parameters:
    ///   - limit: the most that may wait; each takes about a tenth of a second.
    ///   - matches: derives and compares.
    package init(limit: Int = 50, matches: @escaping @Sendable (PasswordHash, Secret) -> Bool = { $0.matches($1) }) {
        self.limit = limit
        self.matches = matches
    }

    /// The number of passwords waiting or being compared.
    package var count: Int { waiting.withLock(\.self) }

    /// - Throws: `rateLimited` when too many wait already.
    package func matches(_ hash: PasswordHash, _ password: Secret) async throws -> Bool {
        let isAdmitted = waiting.withLock { waiting in
            guard waiting < limit else { return false }
            waiting += 1
            return true
        }
        guard isAdmitted else {
            throw Fault(
                .rateLimited,
                "Too many logins at once; try again in a moment.",
                hints: .init(retryAfter: 5),
                cause: LoginRefusal("too many passwords wait to be checked")
            )
        }
        defer { waiting.withLock { $0 -= 1 } }
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.matches(hash, password)) }
        }
    }
}
