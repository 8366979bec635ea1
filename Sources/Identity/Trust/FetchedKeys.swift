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
