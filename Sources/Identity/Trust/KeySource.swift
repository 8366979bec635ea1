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
    /// Newer keys than those a token has just failed with, when looking again is allowed; nil when not, or when there
    /// are none. However many tokens fail, and however they do, one fetch per interval comes of it.
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

extension JWKSet {
    /// A published set, as the keys of an issuer whose tokens are signed with one of `algorithms`. An RSA key that does
    /// not name its own (Entra's do not) is for the first of them.
    /// - Throws: `JOSEError`; `NoUsableKey` when no token could be verified with it.
    package init(usable bytes: [UInt8], for algorithms: Set<Algorithm>) throws {
        let rsa = Algorithm.allCases.first { $0.keyKind == .rsa && algorithms.contains($0) }
        self = try JWKSet(json: bytes, rsaAlgorithm: rsa ?? .rs256)
        guard keys.contains(where: { algorithms.contains($0.algorithm) }) else {
            throw NoUsableKey(leftOut: leftOut(for: algorithms))
        }
    }

    /// The keys that verify no token of the issuer's, and why.
    package func leftOut(for algorithms: Set<Algorithm>) -> [String] {
        let accepted = algorithms.map(\.name).sorted().joined(separator: ", ")
        return skipped.map { "key \($0.index): \($0.reason)" }
            + keys.filter { !algorithms.contains($0.algorithm) }
            .map {
                "key “\($0.id?.escaped ?? "without kid")”: it is for \($0.algorithm.name), and \(accepted) are accepted"
            }
    }
}

/// The key set was read, and nothing in it verifies a signature.
package struct NoUsableKey: Error, Sendable, Hashable, CustomStringConvertible {
    package let leftOut: [String]

    package var description: String {
        guard !leftOut.isEmpty else {
            return
                "the issuer's key set is empty; does it sign with a shared secret (HS256)? Then choose a signing key there"
        }
        return "the issuer's key set has no key that verifies its tokens (\(leftOut.joined(separator: "; ")))"
    }
}
