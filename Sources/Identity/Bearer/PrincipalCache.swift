package import Base
import Synchronization

/// Principals of tokens seen lately: the warm path (docs/architecture.md §11). One lock, one probe, no suspension.
///
/// An entry is served for at most `lifetime`, never past the credential's own end, and only while the revocation epoch
/// is the one read before the store was asked. A revocation that overlaps a miss can therefore not be cached over, and
/// one anywhere on this machine acts at the next look-up. Failures are not kept: see `FailureLimit`.
///
/// It holds the tokens themselves (docs/adr/0010): an entry answers to nothing but the whole of its token.
package final class PrincipalCache: Sendable {
    private struct Entry {
        let principal: Principal
        /// A lifetime before it was kept: other threads are some milliseconds apart, a clock that was set back is more.
        let validAfter: Timestamp
        let validUntil: Timestamp
        let epoch: UInt64
    }

    /// The longest time an entry may live, and so what a change that nobody announces takes at most.
    package static let longestLifetime: Duration = .seconds(30)

    private let entries: Mutex<RecentTable<PresentedToken, Entry>>
    private let lifetime: Duration
    private let revocations: RevocationEpoch

    /// - Parameters:
    ///   - lifetime: `auth.cacheSeconds`; cut to 0…30 s. Zero means that every request asks the store.
    ///   - capacity: how many bytes it may take, about.
    package init(revocations: RevocationEpoch, lifetime: Duration = longestLifetime, capacity: Int = 32 << 20) {
        self.revocations = revocations
        self.lifetime = min(max(lifetime, .zero), Self.longestLifetime)
        // A principal takes a few hundred bytes beside its token.
        entries = Mutex(RecentTable(capacity: capacity) { 512 + $0.withBytes(\.count) })
    }

    /// The principal of a token seen within the lifetime; nil means: ask.
    package func principal(for token: PresentedToken, at now: Timestamp) -> Principal? {
        let epoch = revocations.current
        return entries.withLock { entries in
            guard let entry = entries[token], entry.epoch == epoch, entry.validAfter < now, now < entry.validUntil
            else { return nil }
            return entry.principal
        }
    }

    /// Whether the token was good at its last look-up, no longer ago than `age` forgets. It proves nothing: whoever
    /// presents it is worth a look, where strangers get none.
    func hadLately(_ token: PresentedToken) -> Bool { entries.withLock { $0[token] != nil } }

    /// The token was looked up again, and is good no longer.
    func forget(_ token: PresentedToken) {
        entries.withLock { $0[token] = nil }
    }

    /// The epoch to read before the store is asked, and to hand to `keep`.
    var epoch: UInt64 { revocations.current }

    /// Remembers what the store answered, unless something was revoked since `epoch` was read.
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

    /// Forgets the tokens that were not used since the call before the last. For a background task about once a minute,
    /// so that no token stays in memory for long after its caller has gone.
    package func age() {
        // Released after the lock.
        _ = entries.withLock { $0.age() }
    }
}
