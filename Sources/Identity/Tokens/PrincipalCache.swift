package import Base
import Synchronization

/// Principals of tokens seen lately: the warm path (docs/architecture.md §11). One lock, one probe, no suspension.
///
/// An entry is served for at most `lifetime`, never past the credential's own end, and only while the revocation epoch is the
/// one read before the store was asked. A revocation that overlaps a miss can therefore not be cached over, and one
/// anywhere on this machine acts at the next look-up. Failures are not kept: see `FailureLimit`.
package final class PrincipalCache: Sendable {
    private struct Entry {
        let principal: Principal
        let validUntil: Timestamp
        let epoch: UInt64
    }

    /// The longest time an entry may live, and so the longest a revocation made on another machine may take.
    package static let longestLifetime: Duration = .seconds(30)

    private let entries: Mutex<RecentTable<Digest256, Entry>>
    private let lifetime: Duration
    private let revocations: RevocationEpoch

    /// - Parameters:
    ///   - lifetime: `auth.cacheSeconds`; cut to 0…30 s. Zero means that every request asks the store.
    ///   - capacity: how many tokens are remembered; an entry with its principal takes a few hundred bytes.
    package init(revocations: RevocationEpoch, lifetime: Duration = longestLifetime, capacity: Int = 16_384) {
        self.revocations = revocations
        self.lifetime = min(max(lifetime, .zero), Self.longestLifetime)
        entries = Mutex(RecentTable(capacity: capacity))
    }

    /// The principal of a token seen within the lifetime; nil means: ask.
    package func principal(for digest: Digest256, at now: Timestamp) -> Principal? {
        let epoch = revocations.current
        return entries.withLock { entries in
            guard let entry = entries[digest], entry.epoch == epoch, now < entry.validUntil else { return nil }
            return entry.principal
        }
    }

    /// The epoch to read before the store is asked, and to hand to `keep`.
    var epoch: UInt64 { revocations.current }

    /// Remembers what the store answered, unless something was revoked since `epoch` was read.
    func keep(_ principal: Principal, for digest: Digest256, readAt epoch: UInt64, now: Timestamp) {
        let end = now.advanced(by: lifetime)
        let entry = Entry(principal: principal, validUntil: principal.expiresAt.map { min($0, end) } ?? end, epoch: epoch)
        guard now < entry.validUntil, revocations.current == epoch else { return }
        entries.withLock { $0[digest] = entry }
    }

    /// Empties the cache of every process on this machine: call it after a revocation is stored.
    package func revoke() { revocations.bump() }
}
