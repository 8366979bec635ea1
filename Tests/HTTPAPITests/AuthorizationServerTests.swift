import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The authorization server as machines see it (RFC 8414, RFC 9728, RFC 6749 §5, RFC 7592, OIDC Core §5.3)")
struct AuthorizationServerTests {
    private let gatehouse: Gatehouse

    init() async throws {
        gatehouse = try await Gatehouse()
    }

    private static let discovery: [OAuthEndpoint] = [
        .serverMetadata, .serverMetadataOfMCP, .openIDMetadata, .openIDMetadataOfMCP, .mcpServerMetadata, .mcpOpenIDMetadata,
    ]

    /// What a proxy that nobody trusts, or a caller, may claim.
    @Test(
        arguments: [
            [:], [HTTPField.Name("X-Forwarded-Host")!: "evil.example", HTTPField.Name("X-Forwarded-Proto")!: "https"],
            [.forwarded: "host=evil.example;proto=https", .forwardedFor: "203.0.113.9"], [.origin: "https://evil.example"],
        ] as [HTTPFields])
    func everyFormOfDiscoveryNamesTheOneIssuer(headers: HTTPFields) async throws {
        try await gatehouse.serve { (call) async throws in
            let documents = try await Self.discovery.asyncMap { try await call(.get, $0.rawValue, headers: headers) }
            for document in documents {
                #expect(document.status == 200 && document.json == documents[0].json)
                #expect(document.json["issuer"]?.string == Gatehouse.issuer && !document.text.contains("evil"))
                #expect(document.headers[.cacheControl] == "public, max-age=3600" && document.headers[.accessControlAllowOrigin] == "*")
            }
            for (path, resource) in [("", ""), ("/mcp", "/mcp")] {
                let metadata = try await call(.get, "/.well-known/oauth-protected-resource\(path)", headers: headers).json
                #expect(metadata["resource"]?.string == Gatehouse.issuer + resource)
                #expect(metadata["authorization_servers"] == [.string(Gatehouse.issuer)])
            }
        }
    }

    @Test func whatIsAdvertisedWorks() async throws {
        try await gatehouse.serve { (call) async throws in
            let metadata = try await call(.get, "/.well-known/oauth-authorization-server").json
            let members = try #require(metadata.object)
            for (name, value) in members where name.hasSuffix("_endpoint") || name.hasSuffix("_uri") || name == "service_documentation" {
                let url = try #require(value.string)
                #expect(url.hasPrefix(Gatehouse.issuer + "/"))
                #expect(!Endpoint.methods(at: String(url.dropFirst(Gatehouse.issuer.count))).isEmpty, "\(name)")
            }
            #expect(metadata["response_types_supported"] == ["code"] && metadata["code_challenge_methods_supported"] == ["S256"])
            #expect(metadata["authorization_response_iss_parameter_supported"] == true)
            #expect(metadata["id_token_signing_alg_values_supported"] == ["ES256"])
            // RFC 8414 §2: wherever private_key_jwt is offered, the algorithms are.
            for place in ["token", "revocation", "introspection"] {
                let methods = metadata["\(place)_endpoint_auth_methods_supported"]?.array ?? []
                #expect(methods.contains("private_key_jwt") && methods.contains("none") == (place != "introspection"))
                #expect(metadata["\(place)_endpoint_auth_signing_alg_values_supported"]?.array?.contains("RS256") == true, "\(place)")
            }
            for grant in metadata["grant_types_supported"]?.array?.compactMap(\.string) ?? [] {
                let answer = try await call(.post, "/oauth/token", headers: Self.form, body: "grant_type=\(grant)")
                #expect(answer.json["error"] != "unsupported_grant_type", "\(grant)")
            }
            let password = try await call(.post, "/oauth/token", headers: Self.form, body: "grant_type=password")
            #expect(password.json["error"] == "unsupported_grant_type")
            let keys = try await call(.get, "/.well-known/jwks.json").json["keys"]?.array ?? []
            #expect(keys.count == 1 && keys[0]["kid"] != nil && keys[0]["d"] == nil && keys[0]["alg"] == "ES256")
        }
    }

    @Test func clientsThatGuessFindTheEndpoints() async throws {
        try await gatehouse.serve { (call) async throws in
            #expect(try await call(.post, "/register", json: ["redirect_uris": ["http://127.0.0.1/cb"]]).status == 201)
            #expect(try await call(.post, "/token", headers: Self.form, body: "grant_type=x").json["error"] == "unsupported_grant_type")
            #expect(try await call(.post, "/revoke", headers: Self.form, body: "token=x").json["error"] == "invalid_client")
            let page = try await call(.get, "/authorize?client_id=amc_unknown")
            #expect(page.status == 400 && page.headers[.contentType]?.hasPrefix("text/html") == true && page.headers[.location] == nil)
            for path in ["/oauth/token", "/token", "/oauth/revoke", "/oauth/register", "/oauth/introspect"] {
                let answer = try await call(.get, path)
                #expect(answer.status == 405 && answer.headers[.allow] == "POST", "\(path)")
            }
        }
    }

    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    /// §5.2: at the top level, never stored.
    @Test(
        arguments: [
            ("/oauth/token", form, "", 400, "invalid_request"), ("/oauth/token", form, "grant_type=a&grant_type=b", 400, "invalid_request"),
            ("/oauth/token", [.contentType: "application/json"], "{}", 400, "invalid_request"),
            ("/oauth/token", form, "grant_type=authorization_code&client_id=amc_x", 401, "invalid_client"),
            ("/oauth/token", form, "grant_type=%ff", 400, "invalid_request"),
            ("/oauth/revoke", form, "token=x", 401, "invalid_client"), ("/oauth/introspect", form, "token=x", 401, "invalid_client"),
            ("/oauth/register", [.contentType: "application/json"], "{", 400, "invalid_client_metadata"),
            ("/oauth/register", [.contentType: "application/json"], "{\"redirect_uris\":[]}", 400, "invalid_redirect_uri"),
        ] as [(String, HTTPFields, String, Int, String)])
    func errorsHaveTheFormOfTheRFC(path: String, headers: HTTPFields, body: String, status: Int, error: String) async throws {
        try await gatehouse.serve { (call) async throws in
            let answer = try await call(.post, path, headers: headers, body: body)
            #expect(answer.status == status && answer.json["error"]?.string == error)
            #expect(answer.json["error_description"]?.string != nil && answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.wwwAuthenticate] == nil)
        }
    }

    @Test func whoTriesTheHeaderIsToldItsScheme() async throws {
        try await gatehouse.serve { (call) async throws in
            var headers = Self.form
            headers[.authorization] = "Basic YTpi"
            let answer = try await call(.post, "/oauth/token", headers: headers, body: "grant_type=client_credentials")
            #expect(answer.status == 401 && answer.headers[.wwwAuthenticate] == "Basic realm=\"agent-memory\"")
        }
    }

    @Test(
        arguments: [
            (HTTPRequest.Method.get, "/oauth/userinfo", nil), (.get, "/oauth/userinfo", "wrong"), (.post, "/oauth/userinfo", "wrong"),
            (.get, "/oauth/register/amc_x", nil), (.get, "/oauth/register/amc_x", "wrong"), (.delete, "/oauth/register/amc_x", "wrong"),
        ] as [(HTTPRequest.Method, String, String?)])
    func whereABearerTokenIsAskedForTheChallengeSaysSo(method: HTTPRequest.Method, path: String, token: String?) async throws {
        try await gatehouse.serve { (call) async throws in
            let answer = try await call(method, path, token: token)
            #expect(answer.status == 401)
            let challenge = try #require(answer.headers[.wwwAuthenticate])
            #expect(challenge.hasPrefix("Bearer ") && challenge.contains("error=\"invalid_token\"") == (token != nil))
        }
    }

    @Test func aRegisteredClientReadsChangesAndRemovesItself() async throws {
        try await gatehouse.serve { (call) async throws in
            let made = try await call(
                .post, "/oauth/register",
                json: [
                    "redirect_uris": ["https://c.example/cb"], "client_name": "C", "unknown_member": 5, "client_id": "mine",
                    "scope": "memory:read",
                ])
            let members = made.json
            let (id, token) = (try #require(members["client_id"]?.string), try #require(members["registration_access_token"]?.string))
            #expect(made.status == 201 && made.headers[.cacheControl] == "no-store" && id.hasPrefix("amc_"))
            #expect(members["client_secret"]?.string?.hasPrefix("ams_") == true && members["client_secret_expires_at"] == 0)
            #expect(members["client_id_issued_at"]?.integer == gatehouse.house.clock.now().seconds)
            #expect(members["token_endpoint_auth_method"] == "client_secret_basic" && members["scope"] == "memory:read")
            #expect(members["grant_types"] == ["authorization_code", "refresh_token"] && members["response_types"] == ["code"])
            #expect(members["unknown_member"] == nil)
            let uri = try #require(members["registration_client_uri"]?.string)
            let path = String(uri.dropFirst(Gatehouse.issuer.count))

            let read = try await call(.get, path, token: token).json
            #expect(read["client_name"] == "C" && read["client_secret"] == nil)
            // §3: needed in every answer.
            #expect(read["registration_access_token"]?.string == token && read["registration_client_uri"]?.string == uri)
            let changed = try await call(
                .put, path, token: token, json: ["client_id": .string(id), "redirect_uris": ["https://c.example/new"], "client_name": "D"])
            #expect(changed.status == 200 && changed.json["client_name"] == "D")
            #expect(
                try await call(.put, path, token: token, json: ["client_id": "other", "redirect_uris": ["https://c.example/new"]]).status
                    == 400)
            #expect(try await call(.delete, path, token: token).status == 204)
            #expect(try await call(.get, path, token: token).status == 401)
        }
    }

    @Test func registrationIsLimitedPerAddressAndByItsToken() async throws {
        let guarded = try await Gatehouse(registration: .token(Secret("initial-access-token-of-the-operator")))
        try await guarded.serve { (call) async throws in
            let body: JSONValue = ["redirect_uris": ["http://127.0.0.1/cb"]]
            #expect(try await call(.post, "/oauth/register", json: body).status == 401)
            #expect(try await call(.post, "/oauth/register", token: "wrong", json: body).status == 401)
            #expect(try await call(.post, "/oauth/register", token: "initial-access-token-of-the-operator", json: body).status == 201)
        }
        try await Gatehouse(registration: .off).serve { (call) async throws in
            #expect(try await call(.post, "/oauth/register", json: ["redirect_uris": ["http://127.0.0.1/cb"]]).status == 403)
        }
    }
}

extension Sequence {
    /// `map`, one after another, with what must wait.
    func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
