import Authorization
import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

/// CORS of the Fetch standard: a client that runs in a page of another origin.
@Suite("OAuth 2.1, clients that are pages of another origin") struct BrowserPageTests {
    private static let page = "https://app.example"

    static let machines: [(String, HTTPRequest.Method)] = [
        ("/.well-known/oauth-protected-resource", .get), ("/.well-known/oauth-protected-resource/mcp", .get),
        ("/.well-known/oauth-authorization-server", .get), ("/.well-known/oauth-authorization-server/mcp", .get),
        ("/.well-known/openid-configuration", .get), ("/mcp/.well-known/oauth-authorization-server", .get),
        ("/.well-known/jwks.json", .get), ("/oauth/register", .post), ("/register", .post), ("/oauth/token", .post),
        ("/token", .post),
        ("/oauth/revoke", .post), ("/revoke", .post), ("/oauth/userinfo", .get), ("/oauth/register/amc_x", .put),
        ("/mcp", .post),
    ]

    @Test("§3.2 endpoints for programs allow a preflight without a credential")
    func preflight() async throws {
        try await OAuthFixture().serve { (call) async throws in
            for (path, method) in Self.machines {
                let answer = try await call(
                    .options,
                    path,
                    headers: [
                        .origin: Self.page, .accessControlRequestMethod: method.rawValue,
                        .accessControlRequestHeaders: "authorization,content-type,mcp-protocol-version",
                    ]
                )
                #expect(answer.status == 204, "\(path)")
                #expect([Self.page, "*"].contains(answer.headers[.accessControlAllowOrigin]), "\(path)")
                #expect(answer.headers[.accessControlAllowMethods]?.contains(method.rawValue) == true)
                let allowed = answer.headers[.accessControlAllowHeaders]?.lowercased() ?? ""
                for name in ["authorization", "content-type", "mcp-protocol-version"] {
                    #expect(allowed.contains(name), "\(name)")
                }
                #expect(answer.headers[.accessControlAllowCredentials] == nil, "cookies are never for other origins")
            }
        }
    }

    @Test("§3.2 pages of other origins may read the response, including errors")
    func answers() async throws {
        try await OAuthFixture().serve { (call) async throws in
            for (path, method) in Self.machines {
                let answer = try await call(method, path, headers: [.origin: Self.page])
                #expect([Self.page, "*"].contains(answer.headers[.accessControlAllowOrigin]), "\(path)")
                #expect(answer.headers[.accessControlAllowCredentials] == nil)
                if answer.status == 401 {
                    #expect(answer.headers[.accessControlExposeHeaders]?.contains("WWW-Authenticate") == true)
                }
            }
        }
    }

    @Test(
        "§3.1 the authorization endpoint never allows other origins",
        arguments: [
            "/oauth/authorize", "/authorize", "/login", "/account", "/setup", "/logout", "/login/idp",
            "/login/idp/callback",
            "/account/tokens",
        ]
    )
    func neverForPeople(path: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            for method in [HTTPRequest.Method.options, .get, .post] {
                let answer = try await call(
                    method,
                    path,
                    headers: [.origin: Self.page, .accessControlRequestMethod: "POST"]
                )
                #expect(answer.headers[.accessControlAllowOrigin] == nil, "\(method)")
                #expect(answer.headers[.accessControlAllowCredentials] == nil, "\(method)")
                if method == .options { #expect([404, 405].contains(answer.status)) }
            }
        }
    }

    @Test(
        "/mcp serves only the configured origins",
        arguments: [
            (page, true), (OAuthFixture.issuer, true), ("http://localhost:6274", true), ("https://evil.example", false),
            ("null", false),
        ]
    )
    func origins(origin: String, isAllowed: Bool) async throws {
        try await OAuthFixture().serve { (call) async throws in
            for method in [HTTPRequest.Method.options, .post] {
                let answer = try await call(
                    method,
                    "/mcp",
                    headers: [.origin: origin, .accessControlRequestMethod: "POST"]
                )
                #expect((answer.status == 403) == !isAllowed, "\(method)")
                #expect(answer.headers[.accessControlAllowOrigin] == (isAllowed ? origin : nil))
                if isAllowed { #expect(answer.headers[.vary]?.contains("Origin") == true) }
            }
        }
    }
}
