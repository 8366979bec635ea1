package import Base
import Identity
package import JOSE
import Synchronization

/// The key sets of clients that authenticate by `private_key_jwt` with a `jwks_uri`: guarded, bounded, kept for five minutes, and
/// after a failure not asked for again at once: we are not to be a hammer for somebody else.
package final class ClientKeys: ClientKeySource {
    private enum Kept {
        case keys(JWKSet, until: Timestamp)
        case failure(until: Timestamp)
    }

    private let http: GuardedHTTP
    private let kept = Mutex(RecentTable<String, Kept>(capacity: 1_000))

    private static let lifetime = Duration.seconds(300)
    private static let pauseAfterFailure = Duration.seconds(10)

    package init(http: GuardedHTTP) {
        self.http = http
    }

    package func keys(at uri: String, now: Timestamp) async throws -> JWKSet {
        switch kept.withLock({ $0[uri] }) {
        case .keys(let keys, let until) where until > now: return keys
        case .failure(let until) where until > now: throw Self.failed(nil)
        case .keys, .failure, nil: break
        }
        do {
            let keys = try JWKSet(json: try await http.document(uri).body)
            kept.withLock { $0[uri] = .keys(keys, until: now.advanced(by: Self.lifetime)) }
            return keys
        } catch {
            kept.withLock { $0[uri] = .failure(until: now.advanced(by: Self.pauseAfterFailure)) }
            throw Self.failed(error)
        }
    }

    private static func failed(_ cause: (any Error)?) -> Fault {
        Fault(.invalidClient, "The client's keys could not be fetched.", cause: cause)
    }
}
