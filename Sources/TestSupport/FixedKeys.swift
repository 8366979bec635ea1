package import Base
package import Identity
package import JOSE

/// Keys that never change.
package struct FixedKeys: KeySource {
    private let set: JWKSet

    package init(set: JWKSet) { self.set = set }

    package func keys(at now: Timestamp) async throws -> IssuerKeys { IssuerKeys(set: set, version: 1) }
    package func keys(newerThan seen: IssuerKeys, at now: Timestamp) async -> IssuerKeys? { nil }
}
