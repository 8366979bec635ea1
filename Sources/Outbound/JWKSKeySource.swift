package import Base
package import Identity
package import JOSE

/// Fetches the published keys of a trusted issuer: from the key set its discovery document names, or from a configured
/// address. `JWKSKeyCache` decides when and how often.
package struct JWKSKeySource: JWKSFetching {
    /// The location of the keys.
    package enum Location: Sendable {
        /// At the address in the issuer's discovery document; for an issuer without one, at `/.well-known/jwks.json`
        /// below its URL.
        case discovered(IssuerMetadata)
        /// At this address, without discovery.
        case keySet(String)
    }

    /// The limits of a key set: the size that `JWKSet` reads, and five seconds.
    package static var limits: GuardedHTTP.Limits {
        var limits = GuardedHTTP.Limits()
        limits.bytes = JWKSet.defaultByteLimit
        limits.timeout = .seconds(5)
        return limits
    }

    private let location: Location
    private let http: GuardedHTTP

    /// - Parameter http: a client with `limits` and the reach for URLs from the operator.
    package init(_ location: Location, http: GuardedHTTP) {
        self.location = location
        self.http = http
    }

    /// - Throws: `DiscoveryFailure`, `OutboundFailure`.
    package func fetch() async throws -> FetchedKeys {
        let response = try await response()
        return FetchedKeys(body: response.body, maxAge: response.maxAge.map { .seconds($0) })
    }

    /// A report for an operator who wants to check an issuer before the first token arrives.
    package struct Examination: Sendable, Hashable {
        /// The URL of the keys.
        package let address: String
        /// How many of them can verify tokens.
        package let usableKeys: Int
        /// The other keys, and why they cannot.
        package let leftOut: [String]
        /// How far the issuer's clock is ahead of this server's, negative when behind; nil when the response has no
        /// date. Whole seconds plus the time of the response.
        package let clockDifference: Duration?
    }

    /// Fetches the keys once and reads them.
    /// - Parameters:
    ///   - algorithms: those that the issuer's tokens may be signed with.
    ///   - time: this server's clock.
    /// - Throws: `DiscoveryFailure`, `OutboundFailure`, `JOSEError`; `NoUsableKey` when no token could ever be
    ///   verified.
    package func examine(for algorithms: Set<Algorithm>, _ time: any TimeSource) async throws -> Examination {
        let response = try await response()
        let now = time.now()
        let keys = try JWKSet(usable: response.body, for: algorithms)
        return Examination(
            address: try await address(),
            usableKeys: keys.keys.count { algorithms.contains($0.algorithm) },
            leftOut: keys.leftOut(for: algorithms),
            clockDifference: response.date.flatMap(HTTPDate.timestamp).map { $0.since(now) }
        )
    }

    private func response() async throws -> GuardedHTTP.Response {
        do {
            switch location {
            case .keySet(let address): return try await http.document(address)
            case .discovered(let metadata):
                let address = try await address()
                guard !metadata.isAtHome(address) else { return try await http.document(address) }
                return try await elsewhere(address)
            }
        } catch {
            if case .discovered(let metadata) = location { metadata.forget() }
            throw error
        }
    }

    /// A document must not direct requests into the operator's network (SSRF).
    private func elsewhere(_ address: String) async throws -> GuardedHTTP.Response {
        do {
            return try await http.reaching(.internet).document(address)
        } catch OutboundFailure.addressRefused(let host) {
            throw DiscoveryFailure.privateKeySet(host: host)
        }
    }

    private func address() async throws -> String {
        switch location {
        case .keySet(let address): address
        case .discovered(let metadata): try await metadata.keySet()
        }
    }
}
