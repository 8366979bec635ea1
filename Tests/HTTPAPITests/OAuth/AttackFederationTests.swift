import Authorization
import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Attacks on login at an upstream provider") struct AttackFederationTests {
    /// A browser that was sent to the provider from the login page of a request.
    private func sentOff(_ call: Caller, _ provider: VouchingProvider, destination: String = "/account") async throws
        -> (
            Browser, state: String
        )
    {
        let browser = Browser(call)
        let page = try await browser.get("/login?continue=\(Percent.encode(destination))")
        let answer = try await browser.post("/login/\(provider.name)", page.fields(of: "/login/\(provider.name)"))
        #expect(
            answer.status == 303 && answer.location?.hasPrefix("https://\(provider.name).example/authorize?") == true
        )
        return (browser, provider.state)
    }

    @Test(
        "confused deputy: our page names the application, its scopes and its target before the browser is sent upstream"
    )
    func confusedDeputy() async throws {
        let provider = VouchingProvider()
        try await OAuthFixture(providers: [provider], localLogin: false).serve { (call) async throws in
            let client = try await ClientApplication(
                call,
                ["client_name": "Nosy", "redirect_uris": ["https://evil.example/cb"]]
            )
            let path = "/oauth/authorize?\(client.query())"
            let browser = Browser(call)
            #expect(try await browser.get(path).location?.hasPrefix("/login?") == true)
            let page = try await browser.get("/login?continue=\(Percent.encode(path))")
            #expect(page.status == 200 && page.text.contains("Nosy") && page.text.contains("evil.example"))
            #expect(page.text.contains("Add, change and delete your memories"))
            #expect(try await browser.get("/login/idp").status == 405, "no link begins a login")
            #expect(provider.asked.isEmpty)
            // The person continues, and must consent before the application gets anything.
            let (visitor, state) = try await sentOff(call, provider, destination: path)
            let back = try await visitor.get("/login/idp/callback?state=\(state)&code=c")
            #expect(back.status == 303 && back.location == path)
            #expect(try await visitor.get(path).text.contains("<h1>Allow Nosy?"))
        }
    }

    @Test(
        "stale login: the application's demands on the login are passed to the provider",
        arguments: [
            ([], false), ([("prompt", "login")], true), ([("prompt", "select_account consent")], true),
            ([("prompt", "consent")], false),
            ([("max_age", "60")], true), ([("max_age", "")], false), ([("login_hint", "ann@example.org")], false),
        ] as [([(String, String?)], Bool)]
    )
    func freshLogins(changes: [(String, String?)], isForced: Bool) async throws {
        let provider = VouchingProvider()
        try await OAuthFixture(providers: [provider]).serve { (call) async throws in
            let client = try await ClientApplication(call)
            let path = "/oauth/authorize?\(client.query(changes))"
            _ = try await sentOff(call, provider, destination: path)
            let demand = try #require(provider.asked.last)
            #expect(demand.forceLogin == isForced)
            #expect(demand.loginHint == changes.first { $0.0 == "login_hint" }?.1)
        }
    }

    @Test("a login that failed at the provider can be started again, for the same request")
    func tryingAgain() async throws {
        let provider = VouchingProvider()
        try await OAuthFixture(providers: [provider]).serve { (call) async throws in
            let client = try await ClientApplication(call)
            let path = "/oauth/authorize?\(client.query())"
            let (browser, state) = try await sentOff(call, provider, destination: path)
            let answer = try await browser.get("/login/idp/callback?state=\(state)&error=access_denied")
            #expect(answer.status == 403 && answer.text.contains("IDP did not log you in."))
            let link = String(
                try #require(answer.text.firstMatch(of: /<a class="button" href="([^"]*)">Try again/)?.output.1)
            )
            let again = try await browser.get(link.replacing("&amp;", with: "&"))
            #expect(again.fields(of: "/login/idp").contains { $0 == ("continue", path) })
        }
    }

    @Test("login CSRF: a callback in a browser that did not begin the login is refused, and its state is used up")
    func loginCSRF() async throws {
        let provider = VouchingProvider()
        try await OAuthFixture(providers: [provider]).serve { (call) async throws in
            let (_, state) = try await sentOff(call, provider)
            let victim = Browser(call)
            for _ in 0..<2 {
                let answer = try await victim.get("/login/idp/callback?state=\(state)&code=c")
                #expect(answer.status == 403 && answer.headers[.setCookie] == nil)
                _ = try await victim.get("/login")
            }
            #expect(try await victim.get("/account").status == 303)
        }
    }

    @Test(
        "an unexpected callback logs nobody in, and the page repeats none of its parameters",
        arguments: [
            "", "state=STATE", "code=c", "state=x&code=c", "state=STATE&code=c&state=STATE",
            "state=STATE&code=c&code=d",
            "state=STATE&error=%3Cscript%3E", "state=STATE&error=access_denied&error_description=%3Cimg%3E&code=c",
        ]
    )
    func badCallbacks(query: String) async throws {
        let provider = VouchingProvider()
        try await OAuthFixture(providers: [provider]).serve { (call) async throws in
            let (browser, state) = try await sentOff(call, provider)
            let answer = try await browser.get("/login/idp/callback?\(query.replacing("STATE", with: state))")
            #expect([400, 403].contains(answer.status) && answer.headers[.setCookie] == nil && answer.location == nil)
            #expect(!answer.withoutOwnScript.contains("<script") && !answer.text.contains("<img"))
        }
    }

    @Test("mix-up: a response of one provider at another's callback is refused")
    func mixUp() async throws {
        let (provider, other) = (VouchingProvider(), VouchingProvider("other"))
        try await OAuthFixture(providers: [provider, other]).serve { (call) async throws in
            let (browser, state) = try await sentOff(call, provider)
            #expect(try await browser.get("/login/other/callback?state=\(state)&code=c").status == 403)
            #expect(try await browser.get("/login/unknown/callback?state=\(state)&code=c").status == 403)
        }
    }

    @Test("the form for one provider works neither for another provider nor from another site")
    func formsAreSealed() async throws {
        let (provider, other) = (VouchingProvider(), VouchingProvider("other"))
        try await OAuthFixture(providers: [provider, other]).serve { (call) async throws in
            let browser = Browser(call)
            let form = try await browser.get("/login").fields(of: "/login/idp")
            #expect(try await browser.post("/login/other", form).status == 403)
            #expect(try await browser.post("/login/unknown", form).status == 404)
            #expect(
                try await browser.post("/login/idp", form, headers: [.origin: "https://evil.example"]).status == 403
            )
            #expect(
                try await browser.post("/login/idp", form.replacing("continue", with: "/oauth/authorize?x")).status
                    == 403
            )
            #expect(provider.asked.isEmpty && other.asked.isEmpty)
        }
    }

    @Test("disabled password login refuses forged forms too")
    func localLoginIsOff() async throws {
        try await OAuthFixture(providers: [VouchingProvider()], localLogin: false).serve { (call) async throws in
            let browser = Browser(call)
            let page = try await browser.get("/login")
            #expect(!page.text.contains("name=\"password\""))
            let form = page.fields(of: "/login/idp") + [("username", "alice"), ("password", OAuthFixture.password)]
            #expect(try await browser.post("/login", form).status == 404)
        }
    }

    @Test(
        "strangers cannot fill the disk with logins: sixty a minute for each address, with short destinations"
    )
    func beginningIsBounded() async throws {
        let provider = VouchingProvider()
        try await OAuthFixture(providers: [provider]).serve { (call) async throws in
            let browser = Browser(call)
            let form = try await browser.get("/login").fields(of: "/login/idp")
            var statuses: [Int] = []
            for _ in 0..<62 { statuses.append(try await browser.post("/login/idp", form).status) }
            #expect(statuses.prefix(60).allSatisfy { $0 == 303 } && statuses.suffix(2) == [429, 429])
            #expect(provider.asked.count == 60)
            #expect(try await browser.post("/login/idp", form).headers[.retryAfter] != nil)
        }
        try await OAuthFixture(providers: [provider]).serve { (call) async throws in
            let client = try await ClientApplication(call)
            for (length, status) in [(3_000, 303), (7_000, 400)] {
                let path = "/oauth/authorize?\(client.query([("state", String(repeating: "s", count: length))]))"
                let browser = Browser(call)
                let page = try await browser.get("/login?continue=\(Percent.encode(path))")
                let answer = try await browser.submit(page, to: "/login/idp", [:])
                #expect(answer.status == status)
                if status == 400 { #expect(answer.text.contains("keeps at most 6144")) }
            }
        }
    }
}
