package import Base
import HTTPTypes
import Hummingbird

/// Protected resource metadata (RFC 9728): the authorization servers whose tokens this server accepts. One resource has
/// two names: the MCP endpoint, which MCP clients compare with the URL they were given, and the origin for REST.
package struct ResourceMetadataRoutes: Feature {
    private let publicURL: String
    private let authorizationServers: @Sendable () -> [String]
    private let requestedScopes: RequestedScopes
    private let loopback: LoopbackNames?

    /// - Parameters:
    ///   - publicURL: the server's origin, without a trailing slash.
    ///   - loopback: other names under which clients may call it. The authorization server keeps its one name: clients
    ///     compare that with the URL they fetched its metadata from (RFC 8414 §3.3), and with `iss` (RFC 9207 §2.4), which
    ///     is the same for all of them.
    ///   - authorizationServers: issuers, the preferred one first: clients take the first. Asked for every response, because
    ///     a reload changes them.
    ///   - requestedScopes: the names of our scopes at the first authorization server.
    package init(
        publicURL: String,
        authorizationServers: @autoclosure @escaping @Sendable () -> [String],
        requestedScopes: RequestedScopes = .ours,
        loopback: LoopbackNames? = nil
    ) {
        self.loopback = loopback
        self.publicURL = publicURL
        self.authorizationServers = authorizationServers
        self.requestedScopes = requestedScopes
    }

    /// The identifiers of our resources, the default first.
    package static func resources(publicURL: String) -> [String] { ["\(publicURL)/mcp", publicURL] }

    /// The metadata URLs in the challenges of the REST API and of `/mcp`. Each is the document about the requested
    /// resource; clients refuse any other (RFC 9728 §3.3).
    package static func urls(publicURL: String) -> (rest: String, mcp: String) {
        (publicURL + OAuthEndpoint.resourceMetadata.rawValue, publicURL + OAuthEndpoint.resourceMetadataOfMCP.rawValue)
    }

    package func mount(on doors: Doors) {
        let open = doors.open().add(middleware: OpenOrigin())
        for (endpoint, resource) in [
            (OAuthEndpoint.resourceMetadata, publicURL), (.resourceMetadataOfMCP, "\(publicURL)/mcp"),
        ] {
            open.on(endpoint, .get) { request, _ in document(resource: resource, calledAs: request.head.authority) }
        }
        for endpoint in [OAuthEndpoint.resourceMetadata, .resourceMetadataOfMCP] {
            open.on(endpoint, .options) { _, _ in Response(status: .noContent) }
        }
    }

    private func document(resource: String, calledAs authority: String?) -> Response {
        let called = { (url: String) in JSONValue.string(loopback?.url(url, for: authority) ?? url) }
        var members: [String: JSONValue] = [
            "resource": called(resource),
            // Without offline_access, which concerns only the client and the authorization server, and without the
            // administrator's scope: clients request every scope they are told about.
            "scopes_supported": .array(requestedScopes.defaults.map(JSONValue.string)),
            "bearer_methods_supported": ["header"],
            "resource_name": "Agent Memory",
            "resource_documentation": called("\(publicURL)/docs"),
        ]
        // An empty list is left out (RFC 9728 §3.2).
        let servers = authorizationServers()
        if !servers.isEmpty {
            members["authorization_servers"] = .array(servers.map(JSONValue.string))
        }
        var response = Response.json(.object(members))
        response.headers[.cacheControl] = "public, max-age=3600"
        return response
    }
}
