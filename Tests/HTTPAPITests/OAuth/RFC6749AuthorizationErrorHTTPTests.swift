import Authorization
import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("RFC 6749 §4.1.2.1, errors of the authorization endpoint over HTTP")
struct RFC6749AuthorizationErrorHTTPTests {
    @Test(
        "§4.1.2.1 once the redirect URI is verified, errors are sent there, with state and iss",
        arguments: [
            ([("response_type", "token")], "unsupported_response_type"), ([("response_type", nil)], "invalid_request"),
            ([("response_mode", "form_post")], "invalid_request"), ([("code_challenge", nil)], "invalid_request"),
            ([("code_challenge_method", "plain")], "invalid_request"), ([("scope", "memory:admin")], "invalid_scope"),
            ([("resource", "https://other.example")], "invalid_target"),
            ([("request", "eyJ")], "request_not_supported"),
            ([("request_uri", "http://127.0.0.1:22/")], "request_uri_not_supported"),
            ([("prompt", "none")], "login_required"),
        ] as [([(String, String?)], String)]
    )
    func errorsByRedirect(changes: [(String, String?)], error: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let answer = try await call(.get, "/oauth/authorize?\(client.query(changes))")
            #expect(answer.status == 303 && answer.location?.hasPrefix("\(OAuthFixture.redirect)?error=") == true)
            #expect(
                answer.returned["error"] == error && answer.returned["state"] == "x y"
                    && answer.returned["iss"] == OAuthFixture.issuer
            )
            #expect(answer.returned["code"] == nil && answer.text.isEmpty)
        }
    }

    @Test("§4.1.2.1 errors keep a redirect URI's private-use scheme and its own query")
    func targetsAreKept() async throws {
        try await OAuthFixture().serve { (call) async throws in
            for (uri, start) in [
                ("cursor://anysphere.cursor-mcp/oauth/callback", "cursor://anysphere.cursor-mcp/oauth/callback?error="),
                ("https://client.example/cb?tenant=1", "https://client.example/cb?tenant=1&error="),
            ] {
                let client = try await ClientApplication(call, ["redirect_uris": [.string(uri)]])
                let browser = try await call.loggedIn()
                let answer = try await browser.get("/oauth/authorize?\(client.query([("response_type", "token")]))")
                #expect(answer.next?.hasPrefix(start) == true)
            }
        }
    }

    /// Any client can register, so a link with our name could lead to any site its author chose.
    @Test(
        "RFC 9700 §4.11.2 errors are sent to self-registered redirect URIs only after the person has logged in",
        arguments: [
            (.registered, "https://client.example/cb", [("response_type", "token")], false),
            (.registered, "https://client.example/cb", [("scope", "memory:admin")], false),
            (.registered, "https://client.example/cb", [("prompt", "none login")], false),
            (.registered, "https://client.example/cb", [("prompt", "none")], true),
            (.registered, "https://client.example/cb", [("prompt", "none"), ("response_type", "token")], true),
            (.registered, "http://localhost:9999/cb", [("response_type", "token")], true),
            (.registered, "cursor://anysphere.cursor-mcp/oauth/callback", [("response_type", "token")], true),
            (.preregistered, "https://client.example/cb", [("response_type", "token")], true),
        ] as [(Client.Origin, String, [(String, String?)], Bool)]
    )
    func errorsOfStrangers(origin: Client.Origin, uri: String, changes: [(String, String?)], goesAtOnce: Bool)
        async throws
    {
        let oauth = try await OAuthFixture()
        let client = Client(
            id: ID("amc_x"),
            origin: origin,
            name: "X",
            redirectURIs: [try RedirectURI(uri)],
            createdAt: oauth.server.clock.now()
        )
        _ = try await oauth.server.stores.authorization.clients.add(client, limit: nil)
        try await oauth.serve { (call) async throws in
            var application = try await ClientApplication(call)
            application.redirect = uri
            let path = "/oauth/authorize?\(application.query([("client_id", "amc_x")] + changes))"
            let browser = Browser(call)
            let answer = try await browser.get(path)
            #expect(answer.next?.hasPrefix(goesAtOnce ? "\(uri)?error=" : "/login?continue=") == true)
            try await browser.logIn(destination: path)
            #expect(try await browser.get(path).next?.hasPrefix("\(uri)?error=") == true)
        }
    }

    @Test(
        "§4.1.2.1 an unknown client gets 400, which makes clients register again",
        arguments: ["amc_unknown", "https://client.example/app", ""]
    )
    func unknownClient(id: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let answer = try await call(.get, "/oauth/authorize?\(client.query([("client_id", id)]))")
            #expect(
                answer.status == 400 && answer.location == nil
                    && answer.headers[.contentType] == "text/html; charset=utf-8"
            )
        }
    }

    @Test("§4.1.2.1 a denied request gets access_denied and nothing else")
    func denial() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = try await call.loggedIn()
            for decision in ["deny", "", "Approve"] {
                let answer = try await browser.consent(client.query(), decision: decision)
                #expect(
                    answer.status == 303 && answer.returned["error"] == "access_denied"
                        && answer.returned["code"] == nil
                )
                #expect(answer.returned["state"] == "x y" && answer.returned["iss"] == OAuthFixture.issuer)
            }
            #expect(try await browser.get("/oauth/authorize?\(client.query())").status == 200, "nothing was remembered")
        }
    }

    @Test("§4.1.2.1 the page about a wrong redirect URI shows the one that was sent, escaped")
    func sentRedirectURI() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let sent = "https://evil.example/<script>\u{202e}"
            let page = try await call(.get, "/oauth/authorize?\(client.query([("redirect_uri", sent)]))")
            #expect(
                page.status == 400
                    && page.text.contains("It sent https://evil.example/&lt;script&gt;\\u{202e}. Remove this server")
            )
            #expect(!page.withoutOwnScript.contains("<script") && !page.text.contains("\u{202e}"))
        }
    }
}
