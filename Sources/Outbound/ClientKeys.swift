import Authorization
package import Base
import Identity
package import JOSE
import Synchronization

/// The key sets of clients that authenticate by `private_key_jwt` with a `jwks_uri`. Fetched through `GuardedHTTP`,
/// limited in size, and cached for five minutes. After a failure they are not fetched again for a few seconds, so that
/// nobody can use this server to flood another host.
package final class ClientKeys: ClientKeySource {
    private struct Kept {
        var keys: (set: JWKSet, fetchedAt: Timestamp)?
        var failedAt: Timestamp?
    }

    private let http: GuardedHTTP
    private let kept = Mutex(RecentTable<String, Kept>(capacity: 1_000))
    private let flight = SingleFlight<String, JWKSet>()

    private static let lifetime = Duration.seconds(300)
    /// The pause between two fetches for assertions with an unknown key: senders can invent as many keys as they like.
    private static let interval = Duration.seconds(30)
    private static let pauseAfterFailure = Duration.seconds(10)

    package init(http: GuardedHTTP) {
        self.http = http
    }

    package func keys(at uri: String, now: Timestamp) async throws -> JWKSet {
        let known = kept.withLock { $0[uri] }
        if let (set, time) = known?.keys, now.isWithin(Self.lifetime, of: time) { return set }
        return try await fetch(uri, unless: known?.failedAt, at: now)
    }

    package func newerKeys(at uri: String, now: Timestamp) async -> JWKSet? {
        guard let known = kept.withLock({ $0[uri] }), let time = known.keys?.fetchedAt,
            !now.isWithin(Self.interval, of: time)
        else {
            return nil
        }
        return try? await fetch(uri, unless: known.failedAt, at: now)
    }

    private func fetch(_ uri: String, unless failedAt: Timestamp?, at now: Timestamp) async throws -> JWKSet {
        if let failedAt, now.isWithin(Self.pauseAfterFailure, of: failedAt) { throw Self.failed(nil) }
        return try await flight.value(for: uri) { [self] in
            do {
                let set = try JWKSet(json: try await http.document(uri).body)
                kept.withLock { $0[uri] = Kept(keys: (set, now)) }
                return set
            } catch {
                kept.withLock { kept in kept[uri] = Kept(keys: kept[uri]?.keys, failedAt: now) }
                throw Self.failed(error)
            }
        }
    }

    private static func failed(_ cause: (any Error)?) -> Fault {
        Fault(.invalidClient, "The client's keys could not be fetched.", cause: cause)
    }
}
