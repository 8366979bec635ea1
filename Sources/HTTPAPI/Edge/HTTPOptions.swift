package import Base
package import Traces

/// The options of the HTTP server; the executable translates its settings into them.
package struct HTTPOptions: Sendable {
    /// The version shown by `/health` and the OpenAPI document.
    package var version = "0"
    /// The origin at which clients reach the server, without a trailing slash: `https://memory.example.org`. Never
    /// taken from a request.
    package var publicURL: String?
    /// The origin, from `publicURL` or else from the address the server listens on; nil when that address names no
    /// reachable host.
    package var origin: String?
    /// The maximum size of a request body in bytes; a larger one gets 413.
    package var bodyLimit = 4 << 20
    /// The proxies whose `X-Forwarded-For` is trusted.
    package var trustedProxies = TrustedProxies()
    /// Whether requests are logged that did not fail in the server. Asked for every request, because it can change.
    package var logsRequests: @Sendable () -> Bool = { true }
    /// The `Host` and `Origin` values that are served where a page could make a browser send requests: at `/mcp`, and
    /// at every path that needs no token.
    package var hosts = HostPolicy()
    /// The protected resource metadata (RFC 9728) that challenges of the REST API point to; nil while there is none.
    package var resourceMetadata: String?
    /// The same for `/mcp`, which is a separate resource.
    package var mcpResourceMetadata: String?
    /// The names under which clients may call a loopback server without a public URL.
    package var loopback: LoopbackNames?
    /// The names that clients use when they request our scopes.
    package var requestedScopes = RequestedScopes.ours
    /// The languages of the pages besides those in the binary.
    package var languages: [PageLanguage] = []
    /// Notes the first calls of clients of this server's authorization server; nil without one.
    package var notes: StepNotes?
    /// Measures requests; nil while metrics are off.
    package var meter: (any RequestMeter)?
    /// Writes what is measured; nil while metrics are off.
    package var metrics: MetricsText?
    /// Starts the traces of requests; nil while traces are off.
    package var tracer: TraceRecorder?

    /// The challenge of the REST API and of the other systems' APIs.
    package var challenge: BearerChallenge {
        BearerChallenge(resourceMetadata: resourceMetadata, loopback: loopback, scopes: requestedScopes)
    }

    /// The challenge of `/mcp` and of the other addresses of MCP.
    package var mcpChallenge: BearerChallenge {
        BearerChallenge(resourceMetadata: mcpResourceMetadata, loopback: loopback, scopes: requestedScopes)
    }
}

extension HTTPOptions {
    package init(version: String, publicURL: String?) {
        self.init(version: version)
        self.publicURL = publicURL
    }
}
