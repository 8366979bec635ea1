import Base
package import JOSE

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
