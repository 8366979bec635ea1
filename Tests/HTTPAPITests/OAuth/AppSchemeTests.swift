import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

/// A redirect to a private-use scheme leaves the browser on the page where it was.
@Suite("RFC 8252 §7.1, redirects to an application's private-use scheme") struct AppSchemeTests {
    private static let callback = "cursor://anysphere.cursor-mcp/oauth/callback"

    private func cursor(_ call: Caller) async throws -> ClientApplication {
        try await ClientApplication(call, ["client_name": "Cursor & <Co>", "redirect_uris": [.string(Self.callback)]])
    }

    @Test(
        "Allow and Deny lead to a page that opens the application and can be closed",
        arguments: ["approve", "deny"]
    )
    func decision(decision: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await cursor(call)
            let browser = try await call.loggedIn()
            let answer = try await browser.consent(client.query(), decision: decision)
            #expect(answer.status == 200 && answer.headers[.cacheControl] == "no-store")
            #expect(
                answer.text.contains("<h1>Opening Cursor &amp; &lt;Co&gt;…</h1>")
                    && answer.text.contains("You can close this tab.")
            )
            let next = try #require(answer.next)
            #expect(next.hasPrefix("\(Self.callback)?\(decision == "approve" ? "code=" : "error=access_denied")"))
            #expect(answer.text.contains("You did not allow") == (decision == "deny"))
            // The link, for browsers that do not follow the redirect, leads to the same target.
            let link = answer.text.firstMatch(of: /<a class="button primary" href="([^"]*)">/).map {
                Answer.unescaped(String($0.output.1))
            }
            #expect(link == next)
            let policy = try #require(answer.headers[.contentSecurityPolicy])
            #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"))
            if decision == "approve" {
                #expect(try await client.redeem(#require(answer.returned["code"])).status == 200)
            }
        }
    }

    @Test("The page says when a request cannot be granted, and prompt=none never shows a page")
    func faults() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await cursor(call)
            let browser = try await call.loggedIn()
            let answer = try await browser.get("/oauth/authorize?\(client.query([("response_type", "token")]))")
            #expect(answer.status == 200 && answer.returned["error"] == "unsupported_response_type")
            #expect(answer.text.contains("Only response_type=code is supported."))
            let silent = try await browser.get("/oauth/authorize?\(client.query([("prompt", "none")]))")
            #expect(
                silent.status == 303 && silent.location?.hasPrefix("\(Self.callback)?error=consent_required") == true
            )
        }
    }

    @Test(
        "Redirect URIs with https and on loopback get plain redirects",
        arguments: ["https://client.example/cb", OAuthFixture.redirect]
    )
    func others(uri: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call, ["redirect_uris": [.string(uri)]])
            let browser = try await call.loggedIn()
            let answer = try await browser.consent(client.query())
            #expect(answer.status == 303 && answer.location?.hasPrefix("\(uri)?code=") == true)
        }
    }
}
