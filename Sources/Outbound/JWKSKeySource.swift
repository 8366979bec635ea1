package import Base
package import Identity
package import JOSE

/// Fetches the published keys of a trusted issuer: from the key set its discovery document names, or from a configured
/// address. When and how often is the cache's business (`JWKSKeyCache`).
package struct JWKSKeySource: JWKSFetching {
    /// Where the keys are.
    package enum Location: Sendable {
        /// Where the issuer's discovery document says; of an issuer that has none, at `/.well-known/jwks.json` below
        /// its URL.
        case discovered(IssuerMetadata)
        /// At this address; no discovery is done.
        case keySet(String)
    }

    /// What a key set may cost: the size `JWKSet` reads, and five seconds.
    package static var limits: GuardedHTTP.Limits {
        var limits = GuardedHTTP.Limits()
        limits.bytes = JWKSet.defaultByteLimit
        limits.timeout = .seconds(5)
        return limits
    }

    private let location: Location
    private let http: GuardedHTTP

    /// - Parameter http: with `limits`, and the reach of what an operator chooses.
    package init(_ location: Location, http: GuardedHTTP) {
        self.location = location
        self.http = http
    }

    /// - Throws: `DiscoveryFailure`, `OutboundFailure`.
    package func fetch() async throws -> FetchedKeys {
        let response = try await response()
        return FetchedKeys(body: response.body, maxAge: response.maxAge.map { .seconds($0) })
    }

    /// What an operator wants to know before the first token comes.
    package struct Examination: Sendable, Hashable {
        /// Where the keys were found.
        package let address: String
        /// How many of them can verify tokens.
        package let usableKeys: Int
        /// The others, and why they cannot.
        package let leftOut: [String]
        /// How far the issuer's clock is ahead of ours, negative when behind; nil when it does not say. Whole seconds
        /// plus the time the answer took.
        package let clockDifference: Duration?
    }

    /// Fetches once, and reads what came.
    /// - Parameters:
    ///   - algorithms: those that the issuer's tokens may be signed with.
    ///   - time: our clock.
    /// - Throws: `DiscoveryFailure`, `OutboundFailure`, `JOSEError`; `NoUsableKey` when a token could never be
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

    /// A document must not lead us into the operator's network (SSRF).
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
