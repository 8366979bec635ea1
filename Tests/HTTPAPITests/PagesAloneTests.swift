import Base
import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite("The pages for people without an authorization server") struct PagesAloneTests {
    @Test("People log in, create an API token that works, and log out")
    func account() async throws {
        let oauth = try await OAuthFixture(issuesTokens: false)
        try await oauth.serve { (call) async throws in
            let browser = Browser(call)
            let login = try await browser.logIn(destination: "/oauth/authorize?client_id=x")
            #expect(login.status == 303, "\(login.text)")
            _ = try await browser.submit(
                browser.get("/account"),
                to: "/account/tokens",
                ["description": "a script", "days": "30", "scope": "memory:read"]
            )
            let page = try await browser.get("/account")
            let secret = try #require(page.text.firstMatch(of: /<code class="secret">([^<]+)</), "\(page.text)")
            let listed = try await call(.get, "/v1/working-memory", token: String(secret.output.1))
            #expect(listed.status == 200)
            let out = try await browser.submit(page, to: "/logout", [:])
            #expect(out.location == "/login")
            #expect(try await browser.get("/account").location == "/login?continue=%2Faccount")
        }
    }

    @Test("The features of an authorization server are absent")
    func absent() async throws {
        let oauth = try await OAuthFixture(issuesTokens: false)
        try await oauth.serve { (call) async throws in
            let browser = try await call.loggedIn()
            let page = try await browser.get("/account")
            #expect(page.status == 200 && !page.text.contains("pplications"))
            #expect(page.text.contains("API tokens keep working."))
            #expect(try await !call(.get, "/").text.contains("applications"))
            let paths = OAuthEndpoint.allCases.filter {
                ![.resourceMetadata, .resourceMetadataOfMCP].contains($0)
            }.map { $0.path("x") }
            for path in paths + [PageEndpoint.disconnect.rawValue] {
                for answer in [try await browser.get(path), try await browser.post(path, [("client", "x")])] {
                    #expect(answer.status == 404 && answer.text.contains("OAuth is off"), "\(path) \(answer.text)")
                }
            }
        }
    }

    @Test("The start page and /mcp link to the account page, where tokens are created")
    func links() async throws {
        let oauth = try await OAuthFixture(issuesTokens: false)
        try await oauth.serve { (call) async throws in
            #expect(try await call(.get, "/").text.contains("href=\"/login\""))
            let connect = try await call(.get, "/mcp", headers: [.accept: "text/html"])
            #expect(connect.text.contains("Create one on <a href=\"/account\">") && connect.status == 401)
            #expect(!connect.text.contains("where you log in and allow access"))
        }
    }
}
