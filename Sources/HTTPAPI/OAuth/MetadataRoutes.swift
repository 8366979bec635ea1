package import Authorization
package import Base
import HTTPTypes
import Hummingbird
import Identity

/// The metadata by which clients discover the server: RFC 8414, OpenID Connect Discovery, RFC 7517. It lists exactly
/// what works.
package struct MetadataRoutes: Sendable {
    package struct Options: Sendable {
        /// The issuer (RFC 8414 §2): an origin without a trailing slash, fixed at start, never taken from a request.
        let issuer: String
        /// Whether any client may register (RFC 7591), and whether client ID metadata documents are accepted.
        let registersClients: Bool
        let acceptsDocuments: Bool
        /// The algorithm of our signatures.
        let algorithm: String

        package init(issuer: String, registersClients: Bool, acceptsDocuments: Bool, algorithm: String) {
            self.issuer = issuer
            self.registersClients = registersClients
            self.acceptsDocuments = acceptsDocuments
            self.algorithm = algorithm
        }
    }

    private let options: Options
    private let keys: KeyRing
    private let notes: StepNotes
    private let time: any TimeSource

    package init(options: Options, keys: KeyRing, notes: StepNotes, time: any TimeSource) {
        self.options = options
        self.keys = keys
        self.notes = notes
        self.time = time
    }

    func mount(on router: some RouterMethods<EdgeContext>) {
        // At the root, and with the resource's path after or before it: real clients try all of them (RFC 8414 §3.1,
        // §5).
        for endpoint in [
            OAuthEndpoint.serverMetadata, .serverMetadataOfMCP, .openIDMetadata, .openIDMetadataOfMCP,
            .mcpServerMetadata,
            .mcpOpenIDMetadata,
        ] {
            router.on(endpoint, .get) { request, context in
                notes.note(.discovery, of: nil, named: request.headers[.userAgent], request, context)
                return metadata()
            }
        }
        router.on(.keys, .get) { _, _ in cacheable(try await keys.publicKeys(at: time.now()), seconds: 300) }
    }

    private func metadata() -> Response {
        let issuer = options.issuer
        // Required wherever private_key_jwt is supported (RFC 8414 §2).
        let algorithms = JSONValue.array(ClientAssertionVerifier.algorithmNames.map { .string($0) })
        let methods = ClientAuthenticationMethod.allCases.map { JSONValue.string($0.rawValue) }
        var document: [String: JSONValue] = [
            "issuer": .string(issuer),
            "authorization_endpoint": url(.authorize),
            "token_endpoint": url(.token),
            "revocation_endpoint": url(.revoke),
            "introspection_endpoint": url(.introspect),
            "userinfo_endpoint": url(.userinfo),
            "jwks_uri": url(.keys),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": .array(GrantType.allCases.map { .string($0.rawValue) }),
            "scopes_supported": .array(OAuthScope.allCases.map { .string($0.rawValue) }),
            "token_endpoint_auth_methods_supported": .array(methods),
            "token_endpoint_auth_signing_alg_values_supported": algorithms,
            "revocation_endpoint_auth_methods_supported": .array(methods),
            "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
            "introspection_endpoint_auth_methods_supported": .array(methods.filter { $0 != "none" }),
            "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "client_id_metadata_document_supported": .bool(options.acceptsDocuments),
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [.string(options.algorithm)],
            "prompt_values_supported": .array(AuthorizationRequest.Prompt.allCases.map { .string($0.rawValue) }),
            "claims_supported": [
                "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "preferred_username", "name", "email",
            ],
            "service_documentation": .string("\(issuer)/docs"),
        ]
        if options.registersClients { document["registration_endpoint"] = url(.register) }
        return cacheable(.object(document), seconds: 3_600)
    }

    private func url(_ endpoint: OAuthEndpoint) -> JSONValue { .string(options.issuer + endpoint.rawValue) }

    private func cacheable(_ value: JSONValue, seconds: Int) -> Response {
        var response = Response.json(value)
        response.headers[.cacheControl] = "public, max-age=\(seconds)"
        return response
    }
}
