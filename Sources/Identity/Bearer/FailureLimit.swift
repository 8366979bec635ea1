package import Base
import Synchronization

/// Limits how many wrong tokens one address can present. Guessing is hopeless anyway; the limit bounds its cost.
///
/// A leaky bucket per address (GCRA, with one timestamp each): allows `perMinute` failures at once and refills evenly.
/// Memory is bounded: with more addresses than the capacity, those that were silent the longest are forgotten. Tokens
/// in the `PrincipalCache` are served before the limit is checked, so that a flood through a proxy does not lock out
/// the other users of that proxy.
package final class FailureLimit: Sendable {
    private let buckets: Mutex<RecentTable<String, Timestamp>>
    /// The time in which one failure is forgiven.
    private let interval: Mutex<Duration>
    private let burst: Duration
    private let network: Network
    private let servers: Int

    /// The size of an IPv6 network that counts as one address; every IPv4 address counts on its own.
    package enum Network: Int, Sendable {
        /// The smallest network that a single customer gets.
        case customer = 64
        /// The largest network that one site gets, 65,536 customer networks (RFC 6177 §2).
        case site = 48
    }

    /// - Parameters:
    ///   - perMinute: failures per address and minute, at least 1.
    ///   - servers: how many servers count for themselves: each of them allows its part.
    package init(
        perMinute: Int = 100,
        by network: Network = .customer,
        among servers: Int = 1,
        capacity: Int = 16_384
    ) {
        self.network = network
        self.servers = max(1, servers)
        interval = Mutex(Self.interval(perMinute, among: self.servers))
        burst = .seconds(60)
        buckets = Mutex(RecentTable(capacity: capacity))
    }

    /// Changes the limit; what was counted stays.
    package func allow(perMinute: Int) { interval.withLock { $0 = Self.interval(perMinute, among: servers) } }

    private static func interval(_ perMinute: Int, among servers: Int) -> Duration {
        .seconds(60) / max(1, perMinute / servers)
    }

    /// Checks that the address has failures left.
    /// - Throws: `rateLimited` with the seconds to wait.
    package func check(_ address: String, at now: Timestamp) throws {
        let key = Self.bucket(of: address, in: network)
        // A time further ahead than a full bucket allows was noted before the clock was set back, and must not lock the
        // address out until then.
        guard let fullAt = buckets.withLock({ $0[key] }), fullAt.since(now) < burst * 2 else { return }
        let wait = fullAt.since(now) + interval.withLock { $0 } - burst
        guard wait > .zero else { return }
        let seconds = Int(wait.components.seconds) + (wait.components.attoseconds > 0 ? 1 : 0)
        throw Fault(.rateLimited, "Too many wrong tokens from this address.", hints: .init(retryAfter: seconds))
    }

    /// Counts one failure.
    package func note(_ address: String, at now: Timestamp) {
        let key = Self.bucket(of: address, in: network)
        let interval = interval.withLock { $0 }
        buckets.withLock { $0[key] = min(max($0[key] ?? now, now).advanced(by: interval), now.advanced(by: burst)) }
    }

    /// The key of the bucket: an IPv4 address itself, the network of an IPv6 address, or any other text unchanged.
    package static func bucket(of address: String, in network: Network = .customer) -> String {
        guard let known = IPAddress(zoned: address) else { return address }
        return known.isIPv4 ? known.description : IPBlock(known, length: network.rawValue).description
    }
}
