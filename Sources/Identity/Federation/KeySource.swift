package import Base
package import JOSE

/// The keys of an issuer as they were at one time.
package struct IssuerKeys: Sendable {
    package let set: JWKSet
    /// Grows with every fetch that succeeded: tells whether somebody has looked since.
    package let version: Int

    package init(set: JWKSet, version: Int) {
        self.set = set
        self.version = version
    }
}

/// Where the keys of a trusted issuer come from.
package protocol KeySource: Sendable {
    /// The keys to verify with now. Waits for the network only when there are none to go by.
    /// - Throws: `unavailable` when there are none and none can be fetched.
    func keys(at now: Timestamp) async throws -> IssuerKeys
    /// Newer keys than those a token has just failed with, when looking again is allowed; nil when not, or when there are none.
    /// However many tokens fail, and however they do, one fetch per interval comes of it.
    func keys(newerThan seen: IssuerKeys, at now: Timestamp) async -> IssuerKeys?
}

/// A published key set as it came, and how long the issuer lets it be kept.
package struct FetchedKeys: Sendable {
    package let body: [UInt8]
    /// `Cache-Control: max-age` (RFC 9111 §5.2.2.1); nil when there is none.
    package let maxAge: Duration?

    package init(body: [UInt8], maxAge: Duration? = nil) {
        self.body = body
        self.maxAge = maxAge
    }
}

/// Fetches an issuer's published keys: guarded against SSRF, bounded in size and time. The cache decides when.
package protocol JWKSFetching: Sendable {
    func fetch() async throws -> FetchedKeys
}
