import Base
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct RouteTests {
    @Test("Response ids do not reveal how many requests others sent in between")
    func requestIDsAreRandom() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            var ids: [String] = []
            for _ in 0..<20 { ids.append(try await call(.get, "/nothing").headers[.requestID] ?? "") }
            #expect(ids.allSatisfy { $0.count == 32 })
            #expect(Set(ids.map { $0.prefix(16) }).count == 20 && Set(ids.map { $0.suffix(8) }).count == 20)
        }
    }

    @Test func anUnknownPathGets404InOurFormatWithoutACredential() async throws {
        try await ServerFixture().serve { (call) async throws in
            let answer = try await call(.get, "/v1/nothing?token=secret")
            #expect(answer.words == "404 Not Found")
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(answer.json["status_code"] == 404)
            #expect(answer.json["hint"]?.string?.contains("/docs") == true)
        }
    }

    @Test(arguments: [
        ("/v1/long-term-memory", HTTPRequest.Method.get, "POST, DELETE"), ("/v1/working-memory/", .post, "GET, HEAD"),
        ("/v1/long-term-memory/search", .put, "POST, GET, PATCH, HEAD"),
        ("/v1/long-term-memory/x", .put, "GET, PATCH, HEAD"),
        ("/", .delete, "GET, HEAD"),
    ])
    func theErrorForAWrongMethodNamesTheAllowedOnes(path: String, method: HTTPRequest.Method, allowed: String)
        async throws
    {
        try await ServerFixture().serve { (call) async throws in
            let answer = try await call(method, path)
            #expect(answer.words == "405 Method Not Allowed")
            #expect(answer.headers[.allow] == allowed)
        }
    }

    /// Every path of the authorization server and of the pages, on a server without either, and an unknown path.
    private static let absent =
        OAuthEndpoint.allCases.map { ($0.path("x"), $0.methods) }
        + PageEndpoint.allCases.map { ($0.path("x"), $0.methods) }

    @Test(
        "Without an authorization server, its paths get 404 for every method, and say what works instead",
        arguments: absent
    )
    func absentAuthorizationServer(path: String, methods: [HTTPRequest.Method]) async throws {
        try await ServerFixture().serve { (call) async throws in
            for method in methods + [.head, .delete] {
                let answer = try await call(method, path)
                #expect(answer.status == 404 && answer.headers[.allow] == nil, "\(method)")
                #expect(method == .head ? answer.text.isEmpty : answer.text.contains("Use an API token"), "\(method)")
            }
        }
    }

    @Test("A client that registers where OAuth is off gets an error response of RFC 6749 §5.2")
    func registrationWithoutAnAuthorizationServer() async throws {
        try await ServerFixture().serve { (call) async throws in
            let answer = try await call(
                .post,
                "/oauth/register",
                headers: [.origin: "https://app.example"],
                json: ["redirect_uris": []]
            )
            #expect(answer.status == 404 && answer.headers[.contentType] == "application/json")
            #expect(answer.json["error"] == "invalid_request")
            #expect(answer.json["error_description"]?.string?.hasPrefix("OAuth is off on this server") == true)
            #expect(answer.headers[.accessControlAllowOrigin] == "*")
        }
    }

    @Test(
        "A response to HEAD has no body, for any status",
        arguments: ["/nothing", "/v1/long-term-memory/search", "/users", "/mcp"]
    )
    func headHasNoBody(path: String) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for token in [nil, fixture.alice] {
                let answer = try await call(.head, path, token: token)
                #expect(answer.status >= 200 && answer.text.isEmpty, "\(answer.status)")
            }
        }
    }

    @Test func exactlyTheListedEndpointsAreMounted() async throws {
        let oauth = try await OAuthFixture()
        let router = try oauth.server.server(more: oauth.features).router()
        // Any page may send a preflight to the routes for programs (OpenOrigin).
        let mounted = router.routes.filter { $0.method != .options }.map { "\($0.method) \($0.path)" }
        let listed =
            Self.operations(Endpoint.self) + Self.operations(OAuthEndpoint.self) + Self.operations(PageEndpoint.self)
            + Self.operations(OpenMemoryEndpoint.self) + Self.operations(MCPMemoryEndpoint.self)
            + Self.operations(UnofferedMCPMemoryEndpoint.self) + Self.operations(CouchbaseEndpoint.self)
        // Memories whose ids are names of operations.
        let memories = ["search", "forget", "compact", "archive", "import"].flatMap {
            ["GET /v1/long-term-memory/\($0)", "PATCH /v1/long-term-memory/\($0)"]
        }
        // GET /mcp is mounted so that a page can read the 405.
        #expect(mounted.sorted() == (listed + memories + ["GET /mcp"]).sorted())
    }

    private static func operations<Paths: PathGroup>(_ paths: Paths.Type) -> [String] {
        paths.allCases.flatMap { path in path.methods.map { "\($0) \(path.rawValue)" } }
    }

    @Test func aTrailingSlashMakesNoDifference() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for path in ["/v1/working-memory", "/v1/working-memory/", "/v1/health/", "/health/"] {
                let answer = try await call(.get, path, token: fixture.app)
                #expect(answer.status == 200, "\(path)")
            }
            for path in ["/v1/long-term-memory", "/v1/long-term-memory/"] {
                let posted = try await call(.post, path, token: fixture.app, json: ["memories": []])
                #expect(posted.status == 200, "\(path)")
                let deleted = try await call(.delete, path, token: fixture.app)
                #expect(deleted.status == 200, "\(path)")
            }
        }
    }

    @Test func headIsServedWhereGetIs() async throws {
        try await ServerFixture().serve { (call) async throws in
            let answer = try await call(.head, "/v1/health")
            #expect(answer.status == 200)
            #expect(answer.text.isEmpty)
        }
    }

    @Test func everyResponseHasTheSecurityHeaders() async throws {
        try await ServerFixture().serve { (call) async throws in
            for path in ["/v1/health", "/docs", "/nothing", "/v1/working-memory"] {
                let headers = try await call(.get, path).headers
                #expect(headers[.xContentTypeOptions] == "nosniff")
                #expect(headers[.referrerPolicy] == "no-referrer")
                #expect(headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
                #expect(headers[.contentSecurityPolicy]?.contains("unsafe") == false)
                #expect(headers[.cacheControl] == "no-store")
                #expect(headers[.strictTransportSecurity] == nil)
            }
        }
        try await ServerFixture().serve(HTTPOptions(publicURL: "https://memory.example")) { (call) async throws in
            #expect(try await call(.get, "/v1/health").headers[.strictTransportSecurity] != nil)
        }
    }

    /// RFC 6749 §5.1 and RFC 7591 §3.2.1; metadata is public (RFC 8414 §3).
    @Test func onlyMetadataMayBeCached() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let client: JSONValue = [
                "redirect_uris": ["http://127.0.0.1:9/callback"], "token_endpoint_auth_method": "none",
            ]
            let registered = try await call(.post, "/oauth/register", json: client)
            #expect(registered.status == 201 && registered.headers[.cacheControl] == "no-store", "\(registered.text)")
            let metadata = try await call(.get, "/.well-known/oauth-authorization-server")
            #expect(metadata.headers[.cacheControl] == "public, max-age=3600")
        }
    }

    @Test func theLogHasTheRouteButNoIdsTokensQueriesOrMemories() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let token = fixture.app
            _ = try await call(
                .put,
                "/v1/working-memory/secret-session?user_id=secret-user",
                token: token,
                json: ["messages": [["role": "user", "content": "secret-text"]]]
            )
            _ = try await call(.get, "/v1/working-memory/secret-session?access_token=secret-token", token: token)
            _ = try await call(.get, "/v1/long-term-memory/secret-memory", token: token)
            _ = try await call(.get, "/secret-path", token: "amt_secret-wrong")
            _ = try await call(.put, "/v1/working-memory/secret-session", token: token, body: "{secret-body")
        }
        #expect(fixture.log.text.contains("method=PUT ms="))
        #expect(fixture.log.text.contains("route=/v1/working-memory/{session_id} status=200"))
        #expect(fixture.log.text.contains("route=NotFound status=404"))
        #expect(!fixture.log.text.contains("secret"))
        #expect(!fixture.log.text.contains(fixture.app))
    }

    @Test func withAuthenticationDisabledEveryCallerIsThePrincipal() async throws {
        try await serve([UnofferedRoutes()], as: People.service(in: People.team("all"))) { (call) async throws in
            #expect(try await call(.get, "/v1/tasks/1").status == 501)
        }
    }
}
