import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("The shell around pages") struct PageShellTests {
    @Test("A logged-in person's page has the bar, the navigation and a form to log out that works without a script")
    func bar() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let browser = Browser(call)
            try await browser.logIn()
            let page = try await browser.get("/account")
            #expect(page.text.contains("<body class=\"app\">") && page.text.contains("Account menu of alice"))
            #expect(page.text.contains("<a href=\"/account\" aria-current=\"page\">"))
            #expect(page.text.contains("popovertarget=\"account-menu\"") && !page.text.contains("onclick"))
            #expect(!page.withoutOwnScript.contains("<script") && page.text.matches(of: /<h1>/).count == 1)
            #expect(!page.text.contains(" style=") && !page.text.contains("<style"))
            #expect(try await browser.submit(page, to: "/logout", [:]).location == "/login")
            #expect(try await browser.get("/account").status == 303)
        }
    }

    @Test("Pages without a login have no navigation")
    func single() async throws {
        try await OAuthFixture().serve { (call) async throws in
            for path in ["/", "/login", "/docs"] {
                let page = try await call(.get, path)
                #expect(page.text.contains("<body class=\"single\">") && !page.text.contains("<nav"), "\(path)")
            }
        }
    }

    @Test(
        "Names that people choose are text, never markup",
        arguments: ["<script>alert(1)</script>", "\"><img src=x>", "{{shell.logoutSeal}}", "a & b", "שלום <b>"]
    )
    func hostileName(name: String) async throws {
        let oauth = try await OAuthFixture()
        _ = try await oauth.server.users.edit("alice", displayName: name)
        try await oauth.serve { (call) async throws in
            let browser = Browser(call)
            try await browser.logIn()
            let page = try await browser.get("/account")
            let raw = ["<script>alert", "<img src", "<b>"].filter { page.text.contains($0) }
            #expect(raw.isEmpty && page.status == 200)
            #expect(Answer.unescaped(page.text).contains("Account menu of \(name)"))
        }
    }

    @Test("Assets have an ETag; the address on pages names the content and is kept for ever")
    func assets() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let page = try await call(.get, "/login").text
            for file in ["css", "js"] {
                let path = try #require(
                    page.firstMatch(of: try Regex("/assets/pages.\(file)\\?v=[0-9a-f]+"))?.output[0].substring
                )
                let answer = try await call(.get, String(path))
                #expect(answer.status == 200 && !answer.text.isEmpty)
                #expect(answer.headers[.cacheControl] == "public, max-age=31536000, immutable")
                let tag = try #require(answer.headers[.eTag])
                let again = try await call(.get, String(path), headers: [.ifNoneMatch: "\"x\", W/\(tag)"])
                #expect(again.status == 304 && again.text.isEmpty && again.headers[.eTag] == tag)
                let other = try await call(.get, "/assets/pages.\(file)?v=0", headers: [.ifNoneMatch: "\"0\""])
                #expect(other.status == 200 && other.headers[.cacheControl] == "public, max-age=3600")
            }
        }
    }

    @Test(
        "A monogram has the letters of the first two words",
        arguments: [
            ("Claude Code", "CC"), ("cursor", "Cu"), ("x", "X"), ("", "?"), ("VS Code Insiders", "VC"), ("日本 語", "日語"),
            ("<b>", "B"),
        ]
    )
    func monogram(name: String, letters: String) {
        #expect(Monogram(of: name).letters == letters)
        #expect((0..<10).contains(Monogram(of: name).hue))
    }
}
