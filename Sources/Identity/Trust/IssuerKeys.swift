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
