import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity

/// The metadata by which clients discover the server: RFC 8414, OpenID Connect Discovery, RFC 7517. It lists exactly
/// what works.
struct MetadataRoutes: Sendable {
    let parts: AuthorizationParts
    let notes: StepNotes
    let time: any TimeSource

    func mount(on router: some RouterMethods<EdgeContext>) {
        // Nothing in it depends on the request: it is rendered once.
        let metadata = metadata()
        // At the root, and with the resource's path after or before it: real clients try all of them (RFC 8414 §3.1,
        // §5).
        for endpoint in [
            OAuthEndpoint.serverMetadata, .serverMetadataOfMCP, .openIDMetadata, .openIDMetadataOfMCP,
            .mcpServerMetadata,
            .mcpOpenIDMetadata,
        ] {
            router.on(endpoint, .get) { request, context in
                notes.note(.discovery, of: nil, named: request.headers[.userAgent], request, context)
                return metadata
            }
        }
        router.on(.keys, .get) { _, _ in cacheable(try await parts.keys.publicKeys(at: time.now()), seconds: 300) }
    }

    private func metadata() -> Response {
        let issuer = parts.options.issuer
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
            "client_id_metadata_document_supported": .bool(parts.options.documents != nil),
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [.string(parts.keys.algorithm.rawValue)],
            "prompt_values_supported": .array(AuthorizationRequest.Prompt.allCases.map { .string($0.rawValue) }),
            "claims_supported": [
                "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "preferred_username", "name", "email",
            ],
            "service_documentation": .string("\(issuer)/docs"),
        ]
        if parts.options.registration != .off { document["registration_endpoint"] = url(.register) }
        return cacheable(.object(document), seconds: 3_600)
    }

    private func url(_ endpoint: OAuthEndpoint) -> JSONValue { .string(parts.options.issuer + endpoint.rawValue) }

    private func cacheable(_ value: JSONValue, seconds: Int) -> Response {
        var response = Response.json(value)
        response.headers[.cacheControl] = "public, max-age=\(seconds)"
        return response
    }
}
