import Base
import HTTPTypes
import Hummingbird

/// Protected resource metadata (RFC 9728): which authorization servers' tokens we take. One resource under two names: the MCP
/// endpoint, which MCP clients compare with the URL they were given, and the origin for REST.
package struct ResourceMetadataRoutes: Feature {
    private let publicURL: String
    private let authorizationServers: [String]
    private let requestedScopes: RequestedScopes

    /// - Parameters:
    ///   - publicURL: our origin, without a trailing slash.
    ///   - authorizationServers: issuers, the preferred one first: clients take the first.
    ///   - requestedScopes: how that one calls our scopes.
    package init(publicURL: String, authorizationServers: [String], requestedScopes: RequestedScopes = .ours) {
        self.publicURL = publicURL
        self.authorizationServers = authorizationServers
        self.requestedScopes = requestedScopes
    }

    /// The names of our resources, the default first.
    package static func resources(publicURL: String) -> [String] { ["\(publicURL)/mcp", publicURL] }

    /// Where challenges of the REST API and of `/mcp` point to: each to the document about what was asked for, or clients refuse it
    /// (RFC 9728 §3.3).
    package static func urls(publicURL: String) -> (rest: String, mcp: String) {
        (publicURL + OAuthEndpoint.resourceMetadata.rawValue, publicURL + OAuthEndpoint.resourceMetadataOfMCP.rawValue)
    }

    package func mount(on doors: Doors) {
        let open = doors.open().add(middleware: OpenOrigin())
        open.on(.resourceMetadata, .get) { _, _ in document(resource: publicURL) }
        open.on(.resourceMetadataOfMCP, .get) { _, _ in document(resource: "\(publicURL)/mcp") }
        for endpoint in [OAuthEndpoint.resourceMetadata, .resourceMetadataOfMCP] {
            open.on(endpoint, .options) { _, _ in Response(status: .noContent) }
        }
    }

    private func document(resource: String) -> Response {
        var members: [String: JSONValue] = [
            "resource": .string(resource),
            // Without offline_access, which is between client and authorization server, and without the administrator's scope:
            // clients that are told of a scope ask for it.
            "scopes_supported": .array(requestedScopes.usual.map(JSONValue.string)),
            "bearer_methods_supported": ["header"],
            "resource_name": "Agent Memory",
            "resource_documentation": .string("\(publicURL)/docs"),
        ]
        // A list of none is left out (RFC 9728 §3.2).
        if !authorizationServers.isEmpty { members["authorization_servers"] = .array(authorizationServers.map(JSONValue.string)) }
        var response = Response.json(.object(members))
        response.headers[.cacheControl] = "public, max-age=3600"
        return response
    }
}
