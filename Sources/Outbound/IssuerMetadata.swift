package import Base
import Identity
import Synchronization

/// The metadata of an OpenID provider, cached for ten minutes as its keys are: after a move, keys withdrawn there must
/// not stay valid. Concurrent logins share one request. After a failure there is no request for a few seconds, so that
/// users who press the login button do not flood a provider that is down.
package final class IssuerMetadata: Sendable {
    /// As configured.
    package let issuer: String
    private let aliases: [String]
    private let document: String?
    private let discovery: OIDCDiscovery
    private let time: any TimeSource
    private let known = Mutex<(result: Result<OIDCMetadata, DiscoveryFailure>, at: Timestamp)?>(nil)
    private let flight = SingleFlight<String, OIDCMetadata>()

    private static let lifetime = Duration.seconds(600)
    private static let pauseAfterFailure = Duration.seconds(5)

    /// - Parameters:
    ///   - aliases: other names the document may give the issuer.
    ///   - document: its address, if it is not the default one.
    package init(
        issuer: String,
        aliases: [String] = [],
        document: String? = nil,
        http: GuardedHTTP,
        time: any TimeSource
    ) {
        self.issuer = issuer
        self.aliases = aliases
        self.document = document
        self.time = time
        discovery = OIDCDiscovery(http: http)
    }

    /// - Throws: `DiscoveryFailure`.
    package func current() async throws -> OIDCMetadata {
        if let known = stillKnown { return try known.get() }
        return try await flight.value(for: issuer) { [self] in
            if let known = stillKnown { return try known.get() }
            let result: Result<OIDCMetadata, DiscoveryFailure>
            do throws(DiscoveryFailure) {
                result = .success(try await discovery.metadata(of: issuer, aliases: aliases, url: document))
            } catch {
                result = .failure(error)
            }
            known.withLock { $0 = (result, time.now()) }
            return try result.get()
        }
    }

    /// The URL of the issuer's keys. For an issuer without a document: the URL where Auth0, Cognito and others publish
    /// them, and where the Redis server looks.
    /// - Throws: `DiscoveryFailure`.
    func keySet() async throws -> String {
        do {
            return try await current().jwksURI
        } catch DiscoveryFailure.unreachable(.status(_, code: 404)) where document == nil {
            return OIDCDiscovery.wellKnown("jwks.json", of: issuer)
        }
    }

    /// Whether the operator chose the host of the URL, by configuring the issuer, an alias or its document. Any other
    /// host was chosen by the author of the document. An issuer without TLS is on this machine, and so are all its
    /// endpoints.
    func isAtHome(_ url: String) -> Bool {
        guard let host = OutboundURL(url)?.host else { return false }
        let chosen = ([issuer] + aliases + [document].compactMap(\.self)).compactMap(OutboundURL.init)
        return chosen.contains { $0.host == host } || chosen.first?.isSecure == false
    }

    /// Forgets the metadata when an endpoint in it does not respond: the next caller asks again, because providers move
    /// their endpoints.
    func forget() {
        known.withLock { $0 = nil }
    }

    private var stillKnown: Result<OIDCMetadata, DiscoveryFailure>? {
        let now = time.now()
        return known.withLock { known in
            guard let (result, time) = known else { return nil }
            let lifetime =
                switch result {
                case .success: Self.lifetime
                case .failure: Self.pauseAfterFailure
                }
            return now.isWithin(lifetime, of: time) ? result : nil
        }
    }
}
