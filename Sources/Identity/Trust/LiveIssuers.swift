package import Base
import Synchronization

/// The trusted issuers of a running server. A reload replaces all of them at once: a token is judged by the former ones
/// or by the new ones, never by some of each.
package final class LiveIssuers: AccessTokenVerifier {
    private let issuers: Mutex<TrustedIssuers?>

    /// - Parameter issuers: nil recognises no token.
    package init(_ issuers: TrustedIssuers?) {
        self.issuers = Mutex(issuers)
    }

    package func verify(_ token: ReadToken, at now: Timestamp, license: Principal.License) async throws -> Principal? {
        try await issuers.withLock { $0 }?.verify(token, at: now, license: license)
    }

    /// Trusts these issuers from now on, and ends cached principals of the former ones at once.
    package func replace(with fresh: TrustedIssuers?, revocations: RevocationEpoch) {
        issuers.withLock { $0 = fresh }
        revocations.bump()
    }
}
