package import Base
import Synchronization

/// How many wrong tokens one address may present: guessing is hopeless already, this keeps it from costing us.
///
/// A leaky bucket per address (GCRA: one time stamp each): `perMinute` failures at once, refilling evenly. Memory is
/// bounded; under a flood from more addresses than it keeps, the longest silent are forgotten. Tokens in the
/// `PrincipalCache` are served before it is asked, so that a flood from behind one proxy does not lock out those who
/// work there.
package final class FailureLimit: Sendable {
    private let buckets: Mutex<RecentTable<String, Timestamp>>
    private let interval: Duration
    private let burst: Duration
    private let network: Network

    /// Which IPv6 addresses count as one; IPv4 addresses count by themselves.
    package enum Network: Int, Sendable {
        /// The least a single customer is given.
        case customer = 64
        /// What one site may be given, 65,536 of the former (RFC 6177 §2).
        case site = 48
    }

    /// - Parameter perMinute: failures per address and minute, at least 1.
    package init(perMinute: Int = 100, by network: Network = .customer, capacity: Int = 16_384) {
        self.network = network
        interval = .seconds(60) / max(1, perMinute)
        burst = .seconds(60)
        buckets = Mutex(RecentTable(capacity: capacity))
    }

    /// Throws `rateLimited` with the seconds to wait when the address has used up its failures.
    package func check(_ address: String, at now: Timestamp) throws {
        let key = Self.bucket(of: address, in: network)
        // One that is fuller than full was noted before the clock was set back: it must not lock anybody out until
        // then.
        guard let fullAt = buckets.withLock({ $0[key] }), fullAt.since(now) < burst * 2 else { return }
        let wait = fullAt.since(now) + interval - burst
        guard wait > .zero else { return }
        let seconds = Int(wait.components.seconds) + (wait.components.attoseconds > 0 ? 1 : 0)
        throw Fault(.rateLimited, "Too many wrong tokens from this address.", hints: .init(retryAfter: seconds))
    }

    /// Counts one failure.
    package func note(_ address: String, at now: Timestamp) {
        let key = Self.bucket(of: address, in: network)
        buckets.withLock { $0[key] = min(max($0[key] ?? now, now).advanced(by: interval), now.advanced(by: burst)) }
    }

    /// The address itself, or the block of an IPv6 address; other texts as they are.
    package static func bucket(of address: String, in network: Network = .customer) -> String {
        guard let known = IPAddress(zoned: address) else { return address }
        return known.isIPv4 ? known.description : IPBlock(known, length: network.rawValue).description
    }
}
