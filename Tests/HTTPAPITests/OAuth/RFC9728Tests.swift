import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("RFC 9728, protected resource metadata") struct RFC9728Tests {
    @Test(
        "§3 each resource has a document with the identifier that clients were given",
        arguments: [
            ("/.well-known/oauth-protected-resource/mcp", "https://memory.example/mcp"),
            ("/.well-known/oauth-protected-resource", "https://memory.example"),
        ]
    )
    func documents(path: String, resource: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let answer = try await call(.get, path)
            #expect(answer.status == 200 && answer.headers[.contentType] == "application/json")
            #expect(
                answer.headers[.accessControlAllowOrigin] == "*"
                    && answer.headers[.cacheControl] == "public, max-age=3600"
            )
            #expect(answer.json["resource"] == .string(resource))
            #expect(answer.json["authorization_servers"] == ["https://memory.example"])
            #expect(answer.json["bearer_methods_supported"] == ["header"])
            #expect(
                answer.json["scopes_supported"] == ["memory:read", "memory:write"],
                "neither offline_access nor administration"
            )
        }
    }

    @Test(
        "§5.1, RFC 6750 §3.1 the challenge has the metadata URL and the scopes, and no error without a credential"
    )
    func bareChallenge() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let answer = try await call(.post, "/mcp", json: ["jsonrpc": "2.0", "id": 1, "method": "ping"])
            #expect(answer.status == 401)
            #expect(answer.headers[values: .wwwAuthenticate].count == 1)
            let challenge = try #require(answer.headers[.wwwAuthenticate])
            #expect(challenge.hasPrefix("Bearer realm=\"agent-memory\""))
            #expect(
                challenge.contains(
                    "resource_metadata=\"https://memory.example/.well-known/oauth-protected-resource/mcp\""
                )
            )
            #expect(challenge.contains("scope=\"memory:read memory:write\"") && !challenge.contains("error"))
        }
    }

    @Test(
        "§5.1 all invalid tokens get the same response, which reveals nothing about them",
        arguments: ["x", "amt_wrong", "amf_refresh", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."]
    )
    func badTokens(token: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let answer = try await call(
                .post,
                "/mcp",
                token: token,
                json: ["jsonrpc": "2.0", "id": 1, "method": "ping"]
            )
            #expect(
                answer.status == 401 && answer.headers[.wwwAuthenticate]?.contains("error=\"invalid_token\"") == true
            )
            #expect(!answer.text.contains(token) || token == "x")
        }
    }

    /// The names of our scopes at an authorization server, and the scopes that clients are told to request: in the
    /// metadata and without a token, without `memory:write`, and without `memory:admin`.
    struct Words: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var names: [String] = []
        var mapping = ScopeMapping()
        let usual: String
        let write: String
        var admin = "memory:admin"
    }

    private static let renamed: ScopeMapping = {
        var mapping = ScopeMapping()
        mapping.names = ["notes.view": .read, "notes.keep": .write]
        return mapping
    }()

    @Test(
        "§3 clients are told to request scopes under their authorization server's names",
        arguments: [
            Words(testDescription: "ours", usual: "memory:read memory:write", write: "memory:write"),
            Words(
                testDescription: "LemonLDAP::NG wants openid",
                names: ["openid", "memory:read", "memory:write"],
                usual: "openid memory:read memory:write",
                write: "openid memory:read memory:write"
            ),
            Words(
                testDescription: "Entra, behind the application's URI",
                names: ["https://m.example/mcp/memory:read", "https://m.example/mcp/memory:write"],
                usual: "https://m.example/mcp/memory:read https://m.example/mcp/memory:write",
                write: "https://m.example/mcp/memory:read https://m.example/mcp/memory:write"
            ),
            Words(
                testDescription: "administration too",
                names: ["memory:write", "memory:admin", "profile"],
                usual: "memory:write profile",
                write: "memory:write profile",
                admin: "memory:write memory:admin profile"
            ),
            Words(
                testDescription: "other names",
                names: ["notes.view", "notes.keep"],
                mapping: renamed,
                usual: "notes.view notes.keep",
                write: "notes.view notes.keep"
            ),
            Words(
                testDescription: "one scope for all",
                names: ["api://g/.default"],
                usual: "api://g/.default",
                write: "api://g/.default",
                admin: "api://g/.default"
            ),
            Words(
                testDescription: "reading alone",
                names: ["x/memory:read"],
                usual: "x/memory:read",
                write: "memory:write"
            ),
            Words(
                testDescription: "administration alone",
                names: ["memory:admin"],
                usual: "memory:read memory:write",
                write: "memory:write"
            ),
        ]
    )
    func words(example: Words) async throws {
        let words = RequestedScopes(example.names, mapping: example.mapping)
        let challenge = BearerChallenge(scopes: words)
        func scope(_ fault: Fault) throws -> Substring {
            let text = try #require(challenge.value(for: fault))
            return try #require(text.split(separator: "scope=\"").last?.prefix { $0 != "\"" })
        }
        #expect(try scope(Fault(.missingCredential, "")) == example.usual)
        #expect(try scope(Fault(.invalidToken, "")) == example.usual)
        #expect(try scope(Fault(.insufficientScope, "", hints: .init(scope: "memory:write"))) == example.write)
        #expect(try scope(Fault(.insufficientScope, "", hints: .init(scope: "memory:admin"))) == example.admin)
        #expect(try scope(Fault(.insufficientScope, "", hints: .init(scope: "openid"))) == "openid")
        let metadata = ResourceMetadataRoutes(
            publicURL: "https://memory.example",
            authorizationServers: ["https://id.example"],
            requestedScopes: words
        )
        try await serve([metadata]) { (call) async throws in
            let answer = try await call(.get, "/.well-known/oauth-protected-resource/mcp")
            #expect(
                answer.json["scopes_supported"]
                    == .array(example.usual.split(separator: " ").map { .string(String($0)) })
            )
        }
    }

    @Test(
        "§3.3 on loopback the resource has the requested loopback name with our port; other names are refused",
        .timeLimit(.minutes(5)),
        arguments: [
            ("localhost:8000", "http://localhost:8000", true), ("LocalHost:8000", "http://localhost:8000", true),
            ("127.0.0.1:8000", "http://127.0.0.1:8000", true), ("[::1]:8000", "http://[::1]:8000", true),
            ("localhost:9000", "http://127.0.0.1:8000", true), ("localhost", "http://127.0.0.1:8000", true),
            ("evil.example:8000", "http://127.0.0.1:8000", false), ("127.0.0.2:8000", "http://127.0.0.1:8000", false),
            ("localhost.evil.example:8000", "http://127.0.0.1:8000", false),
        ] as [(String, String, Bool)]
    )
    func loopback(host: String, origin: String, isServedByMCP: Bool) async throws {
        let own = "http://127.0.0.1:8000"
        let names = LoopbackNames(origin: own)
        var options = HTTPOptions(loopback: names)
        (options.resourceMetadata, options.mcpResourceMetadata) = ResourceMetadataRoutes.urls(publicURL: own)
        let metadata = ResourceMetadataRoutes(publicURL: own, authorizationServers: [own], loopback: names)
        let fixture = try await ServerFixture()
        let server = try fixture.server(options, more: [metadata])
        func answer(_ method: String, _ path: String) async throws -> (challenge: String?, json: JSONValue) {
            let request = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
            let parts = try await Talker.talk([.init(after: "", say: request)], to: server).split(separator: "\r\n\r\n")
            let challenge = parts[0].firstMatch(of: /(?i)www-authenticate: ([^\r\n]*)/).map { String($0.output.1) }
            return (challenge, (try? StrictJSON.parse(Array(parts[parts.count - 1].utf8))) ?? .null)
        }
        let mcp = try await answer("GET", "/.well-known/oauth-protected-resource/mcp").json
        #expect(mcp["resource"]?.string == origin + "/mcp")
        #expect(
            mcp["authorization_servers"] == [.string(own)],
            "the authorization server has one name (RFC 8414 §3.3, RFC 9207 §2.4)"
        )
        #expect(try await answer("GET", "/.well-known/oauth-protected-resource").json["resource"]?.string == origin)
        for path in ["/v1/working-memory", "/users"] {
            let challenge = try #require(await answer("GET", path).challenge)
            #expect(challenge.contains("resource_metadata=\"\(origin)/.well-known/oauth-protected-resource\""))
        }
        // Other names are refused before any challenge.
        let challenge = try await answer("HEAD", "/mcp").challenge
        #expect((challenge != nil) == isServedByMCP)
        let url = "\(origin)/.well-known/oauth-protected-resource/mcp"
        #expect(challenge?.contains("resource_metadata=\"\(url)\"") != false)
    }

    @Test(
        "A server with a public URL uses no other name",
        arguments: ["https://memory.example", "http://192.0.2.7:8000", "http://localhost.example"]
    )
    func noLoopback(origin: String) {
        #expect(LoopbackNames(origin: origin) == nil)
    }

    @Test("§3.2 an empty list is left out")
    func noAuthorizationServer() async throws {
        try await serve([ResourceMetadataRoutes(publicURL: "https://memory.example", authorizationServers: [])]) {
            (call) async throws in
            let answer = try await call(.get, "/.well-known/oauth-protected-resource")
            #expect(answer.json["resource"] == "https://memory.example" && answer.json["authorization_servers"] == nil)
        }
    }

    @Test(
        "The challenges of REST, MCP and /users name the same scopes",
        arguments: ["/mcp", "/v1/working-memory", "/users"]
    )
    func doors(path: String) async throws {
        let words = RequestedScopes(["openid", "memory:write"], mapping: ScopeMapping())
        try await ServerFixture().serve(HTTPOptions(requestedScopes: words)) { (call) async throws in
            let answer = try await call(path == "/mcp" ? .post : .get, path)
            #expect(
                answer.status == 401
                    && answer.headers[.wwwAuthenticate]?.contains("scope=\"openid memory:write\"") == true
            )
        }
    }
}
