package import Base
package import JOSE

/// The keys of an issuer at one time.
package struct IssuerKeys: Sendable {
    package let set: JWKSet
    /// Grows with every successful fetch: tells whether the keys were fetched again since.
    package let version: Int

    package init(set: JWKSet, version: Int) {
        self.set = set
        self.version = version
    }
}

/// The source of a trusted issuer's keys.
package protocol KeySource: Sendable {
    /// The current keys for verification. Waits for the network only when no keys are known.
    /// - Throws: `unavailable` when no keys are known and none can be fetched.
    func keys(at now: Timestamp) async throws -> IssuerKeys
    /// Newer keys than those a token has just failed with; nil when a new fetch is not allowed yet, or has no newer
    /// keys. Failing tokens cause at most one fetch per interval, however many they are.
    func keys(newerThan seen: IssuerKeys, at now: Timestamp) async -> IssuerKeys?
}

/// A published key set as it was received, and how long the issuer allows to keep it.
package struct FetchedKeys: Sendable {
    package let body: [UInt8]
    /// `Cache-Control: max-age` (RFC 9111 §5.2.2.1); nil when absent.
    package let maxAge: Duration?

    package init(body: [UInt8], maxAge: Duration? = nil) {
        self.body = body
        self.maxAge = maxAge
    }
}

/// Fetches an issuer's published keys, protected against SSRF and limited in size and time. The cache decides when.
package protocol JWKSFetching: Sendable {
    func fetch() async throws -> FetchedKeys
}

extension JWKSet {
    /// A published set, for an issuer whose tokens are signed with one of `algorithms`. An RSA key without its own
    /// algorithm (Entra's) is used with the first of them.
    /// - Throws: `JOSEError`; `NoUsableKey` when no token could be verified with the set.
    package init(usable bytes: [UInt8], for algorithms: Set<Algorithm>) throws {
        let rsa = Algorithm.allCases.first { $0.keyKind == .rsa && algorithms.contains($0) }
        self = try JWKSet(json: bytes, rsaAlgorithm: rsa ?? .rs256)
        guard keys.contains(where: { algorithms.contains($0.algorithm) }) else {
            throw NoUsableKey(leftOut: leftOut(for: algorithms))
        }
    }

    /// The keys that cannot verify the issuer's tokens, and why.
    package func leftOut(for algorithms: Set<Algorithm>) -> [String] {
        let accepted = algorithms.map(\.name).sorted().joined(separator: ", ")
        return skipped.map { "key \($0.index): \($0.reason)" }
            + keys.filter { !algorithms.contains($0.algorithm) }
            .map {
                "key “\($0.id?.escaped ?? "without kid")”: it is for \($0.algorithm.name), and \(accepted) are accepted"
            }
    }
}

/// The key set was read, but contains no key that can verify a token.
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
