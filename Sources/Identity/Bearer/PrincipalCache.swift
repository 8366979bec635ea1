package import Base
import Synchronization

/// The principals of recently used tokens: the warm path (docs/architecture.md §11). One lock, one look-up, no
/// suspension.
///
/// An entry is used for at most `lifetime`, never after the credential's own expiry, and only while the revocation
/// epoch is the one that was read before the store was asked. So a revocation during a look-up cannot be hidden by the
/// cache. A revocation on this machine takes effect at the next look-up, one by another server of the database within a
/// second. Failures are not cached: see `FailureLimit`.
///
/// The cache contains the tokens themselves (docs/adr/0010). An entry matches only the complete token.
package final class PrincipalCache: Sendable {
    private struct Entry {
        let principal: Principal
        /// One lifetime before the entry was kept. Clocks of other threads differ by milliseconds; an earlier time
        /// means that the clock was set back.
        let validAfter: Timestamp
        let validUntil: Timestamp
        let epoch: UInt64
    }

    /// The longest lifetime of an entry, and so the longest delay until a change without a revocation takes effect.
    package static let longestLifetime = RevocationEpoch.longestDelay

    private let entries: Mutex<RecentTable<PresentedToken, Entry>>
    private let lifetime: Duration
    private let revocations: RevocationEpoch

    /// - Parameters:
    ///   - lifetime: `auth.cacheSeconds`, clamped to 0…30 s. Zero means that every request asks the store.
    ///   - capacity: the approximate size in bytes.
    package init(revocations: RevocationEpoch, lifetime: Duration = longestLifetime, capacity: Int = 32 << 20) {
        self.revocations = revocations
        self.lifetime = min(max(lifetime, .zero), Self.longestLifetime)
        // A principal takes a few hundred bytes in addition to its token.
        entries = Mutex(RecentTable(capacity: capacity) { 512 + $0.withBytes(\.count) })
    }

    /// The principal of a token that was verified within the lifetime; nil means that the store must be asked.
    package func principal(for token: PresentedToken, at now: Timestamp) -> Principal? {
        let epoch = revocations.current
        return entries.withLock { entries in
            guard let entry = entries[token], entry.epoch == epoch, entry.validAfter < now, now < entry.validUntil
            else { return nil }
            return entry.principal
        }
    }

    /// Whether the token was valid at its last look-up, unless `age` has forgotten it since. This proves nothing; it
    /// only decides that the token is checked again during a lockout, while unknown tokens are not.
    func wasRecentlyValid(_ token: PresentedToken) -> Bool { entries.withLock { $0[token] != nil } }

    /// Removes a token that a new look-up found invalid.
    func forget(_ token: PresentedToken) {
        entries.withLock { $0[token] = nil }
    }

    /// The epoch to read before asking the store, and to pass to `keep`.
    var epoch: UInt64 { revocations.current }

    /// Remembers the store's result, unless something was revoked since `epoch` was read.
    func keep(_ principal: Principal, for token: PresentedToken, readAt epoch: UInt64, now: Timestamp) {
        let end = now.advanced(by: lifetime)
        let entry = Entry(
            principal: principal,
            validAfter: now.advanced(by: .zero - lifetime),
            validUntil: principal.expiresAt.map { min($0, end) } ?? end,
            epoch: epoch
        )
        guard now < entry.validUntil, revocations.current == epoch else { return }
        let token = token.detached
        entries.withLock { $0[token] = entry }
    }

    /// Forgets the tokens that were not used since the call before the last. Called by a background task about once a
    /// minute, so that no token stays in memory long after its last use.
    package func age() {
        // The removed entries are released after the lock.
        _ = entries.withLock { $0.age() }
    }
}
