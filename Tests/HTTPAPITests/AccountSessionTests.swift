import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("The logins on the account page") struct AccountSessionTests {
    @Test("The page says when a login was last seen; a page that does not exist notes nothing")
    func seen() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let (browser, other) = (Browser(call), Browser(call))
            try await browser.logIn()
            try await other.logIn()
            #expect(try await browser.get("/memories/none").status == 404)
            #expect(try await !browser.get("/account").text.contains("last seen"))
            let page = try await browser.get("/account").text
            #expect(page.contains("last seen <time"))
            #expect(page.matches(of: /last seen/).count == 1)
        }
    }

    @Test(
        "Ending a login, a token or a connection asks first, and the page then says what happened",
        arguments: [
            (
                "/account", "/account/sessions/end", "That browser is logged out at once.",
                "The session is ended: that browser has to log in again."
            ),
            (
                "/account", "/account/tokens/revoke", "Programs with this token stop working at once.",
                "is revoked. What used it needs a new one to go on."
            ),
            (
                "/applications", "/disconnect", "Its tokens stop working at once. What it wrote stays.",
                "It is disconnected: its tokens no longer work. It can ask you again."
            ),
        ]
    )
    func endings(path: String, action: String, question: String, answer: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let application = try await ClientApplication(call, ["client_name": "Claude Code"])
            _ = try await application.redeem(application.code(as: "alice"))
            let (browser, other) = (Browser(call), Browser(call))
            try await browser.logIn()
            try await other.logIn()
            let page = try await browser.get(path)
            #expect(page.text.contains("<details class=\"drop\"><summary") && page.text.contains(question))
            #expect(try await browser.post(action, page.fields(of: action)).location == path)
            #expect(try await browser.get(path).text.contains(answer))
        }
    }

    @Test("One form logs a person out everywhere else; another person's form does not")
    func others() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let browser = Browser(call)
            try await browser.logIn()
            #expect(try await !browser.get("/account").text.contains("Log out everywhere else"))
            let others = [Browser(call), Browser(call)]
            for other in others { try await other.logIn() }
            let bob = Browser(call)
            try await bob.logIn("bob")
            let page = try await browser.get("/account")
            let form = page.fields(of: "/account/sessions/others")
            #expect(try await bob.post("/account/sessions/others", form).status == 403)
            for other in others { #expect(try await other.get("/account").status == 200) }
            #expect(try await browser.post("/account/sessions/others", form).location == "/account")
            #expect(try await browser.get("/account").text.contains("You are logged out in 2 other browsers."))
            for other in others { #expect(try await other.get("/account").status == 303) }
            #expect(try await bob.get("/account").status == 200)
        }
    }
}
