package import Base

/// How the doors behave; the executable translates its settings into this.
package struct HTTPOptions: Sendable {
    /// The version that `/health` and the OpenAPI document tell.
    package var version: String
    /// Where clients reach us, an origin without a trailing slash: `https://memory.example.org`. Never taken from a
    /// request.
    package var publicURL: String?
    /// The same as far as the server knows it by itself, from the address it listens on; nil where that names no place.
    package var origin: String?
    /// Bytes of a request body; more is answered 413.
    package var bodyLimit: Int
    /// Whose `X-Forwarded-For` is believed.
    package var trustedProxies: TrustedProxies
    /// Which `Host` and `Origin` are answered where a browser could be made to call us: at `/mcp`, and wherever no
    /// token is needed.
    package var hosts: HostPolicy
    /// The protected resource metadata (RFC 9728) that challenges of the REST API point to; nil while there is none.
    package var resourceMetadata: String?
    /// Likewise for `/mcp`, which is a resource of its own.
    package var mcpResourceMetadata: String?
    /// The names of a server on loopback without a public URL, under any of which it is called.
    package var loopback: LoopbackNames?
    /// How clients call our scopes where they ask for them.
    package var requestedScopes: RequestedScopes

    package init(
        version: String = "0",
        publicURL: String? = nil,
        origin: String? = nil,
        bodyLimit: Int = 4 << 20,
        trustedProxies: TrustedProxies = TrustedProxies(),
        hosts: HostPolicy = HostPolicy(),
        resourceMetadata: String? = nil,
        mcpResourceMetadata: String? = nil,
        loopback: LoopbackNames? = nil,
        requestedScopes: RequestedScopes = .ours
    ) {
        self.version = version
        self.publicURL = publicURL
        self.origin = origin ?? publicURL
        self.bodyLimit = bodyLimit
        self.trustedProxies = trustedProxies
        self.hosts = hosts
        self.resourceMetadata = resourceMetadata
        self.mcpResourceMetadata = mcpResourceMetadata
        self.loopback = loopback
        self.requestedScopes = requestedScopes
    }

    /// Of the REST API, and of what stands in for other systems' APIs.
    package var challenge: BearerChallenge {
        BearerChallenge(resourceMetadata: resourceMetadata, loopback: loopback, scopes: requestedScopes)
    }

    /// Of `/mcp`.
    var mcpChallenge: BearerChallenge {
        BearerChallenge(resourceMetadata: mcpResourceMetadata, loopback: loopback, scopes: requestedScopes)
    }
}
