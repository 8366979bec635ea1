import Base
import HTTPTypes
import Identity
import JOSE
import Testing

@testable import HTTPAPI

@Suite("RFC 8414, authorization server metadata") struct RFC8414Tests {
    static let paths = [
        "/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server/mcp",
        "/.well-known/openid-configuration",
        "/.well-known/openid-configuration/mcp", "/mcp/.well-known/oauth-authorization-server",
        "/mcp/.well-known/openid-configuration",
    ]

    @Test(
        "§3, §5 the same document at every path that clients try, cacheable, for pages of every origin",
        arguments: paths
    )
    func sameDocument(path: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let answer = try await call(.get, path)
            #expect(answer.status == 200 && answer.headers[.contentType] == "application/json")
            let first = try await call(.get, Self.paths[0]).json
            #expect(answer.json == first)
            #expect(
                answer.headers[.cacheControl] == "public, max-age=3600"
                    && answer.headers[.accessControlAllowOrigin] == "*"
            )
            #expect(try await call(.post, path).status == 405)
        }
    }

    @Test("§2, §3.3 the issuer is exactly our name; all endpoints are below it, absolute and without a query")
    func endpoints() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let metadata = try await call(.get, Self.paths[0]).json
            #expect(metadata["issuer"] == .string(OAuthFixture.issuer))
            for (name, value) in metadata.object ?? [:] where name.hasSuffix("_endpoint") || name == "jwks_uri" {
                let url = try #require(value.string)
                #expect(url.hasPrefix("\(OAuthFixture.issuer)/") && !url.contains("?") && !url.contains("#"), "\(name)")
            }
        }
    }

    @Test("§2 the required members are present")
    func members() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let metadata = try await call(.get, Self.paths[0]).json
            for name in [
                "authorization_endpoint", "token_endpoint", "registration_endpoint", "revocation_endpoint",
                "introspection_endpoint",
                "userinfo_endpoint", "jwks_uri", "scopes_supported", "response_types_supported",
                "grant_types_supported",
                "token_endpoint_auth_methods_supported", "token_endpoint_auth_signing_alg_values_supported",
                "revocation_endpoint_auth_methods_supported", "revocation_endpoint_auth_signing_alg_values_supported",
                "introspection_endpoint_auth_methods_supported",
                "introspection_endpoint_auth_signing_alg_values_supported",
                "code_challenge_methods_supported", "subject_types_supported", "id_token_signing_alg_values_supported",
            ] { #expect(metadata[name] != nil, "\(name)") }
            #expect(
                metadata["code_challenge_methods_supported"] == ["S256"]
                    && metadata["response_types_supported"] == ["code"]
            )
            #expect(metadata["authorization_response_iss_parameter_supported"] == true)
            #expect(metadata["id_token_signing_alg_values_supported"] == ["ES256"])
            for place in ["token", "revocation", "introspection"] {
                let methods = metadata["\(place)_endpoint_auth_methods_supported"]?.array ?? []
                #expect(
                    methods.contains("private_key_jwt") && methods.contains("none") == (place != "introspection"),
                    "\(place)"
                )
            }
            let documentation = try #require(metadata["service_documentation"]?.string)
            #expect(documentation.hasPrefix("\(OAuthFixture.issuer)/"))
            #expect(try await call(.get, String(documentation.dropFirst(OAuthFixture.issuer.count))).status == 200)
            for name in metadata.object?.keys.filter({ $0.hasSuffix("alg_values_supported") }) ?? [] {
                #expect(metadata[name]?.array?.contains("none") == false, "\(name)")
            }
        }
    }

    @Test("§2 the advertised endpoints and methods work, and no other method is accepted")
    func whatIsAdvertisedWorks() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let metadata = try await call(.get, Self.paths[0]).json
            for (name, value) in metadata.object ?? [:] where name.hasSuffix("_endpoint") || name == "jwks_uri" {
                let path = String(try #require(value.string).dropFirst(OAuthFixture.issuer.count))
                let statuses = [try await call(.get, path).status, try await call(.post, path).status]
                #expect(
                    !statuses.contains(404) && statuses.contains { $0 != 405 } && !statuses.contains { $0 >= 500 },
                    "\(name)"
                )
            }
            for method in metadata["token_endpoint_auth_methods_supported"]?.array?.compactMap(\.string) ?? [] {
                var body: [String: JSONValue] = [
                    "redirect_uris": ["https://c.example/cb"], "token_endpoint_auth_method": .string(method),
                ]
                if method == "private_key_jwt" { body["jwks_uri"] = "https://c.example/jwks" }
                #expect(try await call(.post, "/oauth/register", json: .object(body)).status == 201, "\(method)")
            }
            for grant in metadata["grant_types_supported"]?.array?.compactMap(\.string) ?? [] {
                let answer = try await call(
                    .post,
                    "/oauth/token",
                    headers: [.contentType: "application/x-www-form-urlencoded"],
                    body: "grant_type=\(grant)&client_id=x"
                )
                #expect(answer.json["error"] == "invalid_client", "\(grant)")
            }
            let client = try await ClientApplication(call)
            for scope in metadata["scopes_supported"]?.array?.compactMap(\.string) ?? [] where scope != "memory:admin" {
                #expect(
                    try await call(.get, "/oauth/authorize?\(client.query([("scope", scope)]))").location?.hasPrefix(
                        "/login"
                    ) == true
                )
            }
        }
    }

    @Test("RFC 7517 §5 the keys are public, of the advertised algorithm, and verify our tokens")
    func keys() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let answer = try await call(.get, "/.well-known/jwks.json")
            #expect(answer.status == 200 && answer.headers[.accessControlAllowOrigin] == "*")
            for key in answer.json["keys"]?.array ?? [] {
                let members = Set((key.object ?? [:]).keys)
                #expect(members.isDisjoint(with: ["d", "p", "q", "dp", "dq", "qi", "k"]))
                #expect(key["alg"] == "ES256" && key["kid"]?.string?.isEmpty == false && key["use"] == "sig")
            }
            let token = try #require(await ClientApplication(call).tokens()["access_token"]?.string)
            let keys = try JWKSet(json: Array(answer.text.utf8))
            _ = try JWSVerifier(algorithms: [.es256], types: .accessToken).verify(JWS(compact: token), keys: keys)
        }
    }

    /// A caller who could choose our name could have tokens sent to another site.
    @Test(
        "§3.3 no part of a request changes the issuer or an endpoint",
        arguments: [
            [HTTPField.Name("Host")!: "evil.example"], [HTTPField.Name("X-Forwarded-Host")!: "evil.example"],
            [HTTPField.Name("X-Forwarded-Proto")!: "http"],
            [HTTPField.Name("Forwarded")!: "host=evil.example;proto=http"],
            [.origin: "https://evil.example"], [HTTPField.Name("X-Forwarded-Prefix")!: "/evil"],
            [HTTPField.Name("X-Original-URL")!: "/evil"],
        ] as [HTTPFields]
    )
    func requestsDoNotName(headers: HTTPFields) async throws {
        try await OAuthFixture().serve { (call) async throws in
            for path in Self.paths + [
                "/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp",
            ] {
                let answer = try await call(.get, path, headers: headers)
                #expect(!answer.text.contains("evil") && !answer.text.contains("http://"), "\(path)")
            }
            let client = try await ClientApplication(call)
            let redirect = try await call(
                .get,
                "/oauth/authorize?\(client.query([("prompt", "none")]))",
                headers: headers
            )
            #expect(redirect.returned["iss"] == OAuthFixture.issuer)
            let page = try await call(.get, "/oauth/authorize?\(client.query())", headers: headers)
            #expect(page.location?.hasPrefix("/login?") == true)
        }
    }
}
