package import Base
import Identity
package import JOSE
import Synchronization

/// The key sets of clients that authenticate by `private_key_jwt` with a `jwks_uri`; guarded, cached for five minutes, bounded.
package final class ClientKeys: ClientKeySource {
    private let http: GuardedHTTP
    private let cached = Mutex<[String: (keys: JWKSet, until: Timestamp)]>([:])

    package init(http: GuardedHTTP) {
        self.http = http
    }

    package func keys(at uri: String, now: Timestamp) async throws -> JWKSet {
        if let kept = cached.withLock({ $0[uri] }), kept.until > now { return kept.keys }
        let keys: JWKSet
        do {
            let response = try await http.get(uri)
            guard response.status == 200 else { throw OutboundFailure.status(host: uri, code: response.status) }
            keys = try JWKSet(json: response.body)
        } catch {
            throw Fault(.invalidClient, "The client's keys could not be fetched.", cause: error)
        }
        cached.withLock { cached in
            if cached.count >= 1_000 { cached.removeAll() }
            cached[uri] = (keys, now.advanced(by: .seconds(300)))
        }
        return keys
    }
}
