import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

/// RFC 9110 §12.5.1: a browser gets a page, a program gets the same response as before.
@Suite("Addresses of programs, opened in a browser") struct BrowserAddressTests {
    /// The Accept header of Chromium and Firefox for a typed address.
    private static let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

    @Test(
        "A request gets a page when it prefers HTML to JSON",
        arguments: [
            (browser, true), ("text/html", true), ("text/html, */*", true), ("TEXT/HTML;charset=utf-8", true),
            ("*/*", false), (nil, false),
            ("application/json", false), ("application/json, text/event-stream", false), ("text/event-stream", false),
            ("text/html, application/json", false), ("text/html;q=0.5, application/json;q=0.9", false),
            ("text/html, application/problem+json;q=0.9", true), ("text/html;q=0", false), ("text/html;q=x", false),
            ("text/html;q=0.5, */*", false), ("", false),
        ] as [(String?, Bool)]
    )
    func negotiation(accept: String?, isPage: Bool) async throws {
        try await ServerFixture().serve { (call) async throws in
            let headers: HTTPFields = accept.map { [.accept: $0] } ?? [:]
            let answer = try await call(.get, "/nothing/here", headers: headers)
            #expect(answer.status == 404)
            #expect(answer.headers[.contentType] == (isPage ? "text/html; charset=utf-8" : "application/problem+json"))
        }
    }

    @Test(
        "A program's address opened in a browser shows a page with an explanation and a link",
        arguments: [
            ("/nothing", 404, "Page not found", "Go to the start page"),
            ("/health/x", 404, "Page not found", "Go to the start page"),
            ("/v1/working-memory", 401, "This is not a web page", "API documentation"),
            ("/v1/long-term-memory", 405, "This is not a web page", "API documentation"),
            ("/oauth/token", 405, "This is not a web page", "API documentation"),
        ]
    )
    func typedAddresses(path: String, status: Int, heading: String, button: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let page = try await call(.get, path, headers: [.accept: Self.browser])
            #expect(page.status == status && page.text.contains("<h1>\(heading)</h1>") && !page.button(button).isEmpty)
            #expect(
                page.headers[.cacheControl] == "no-store"
                    && page.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true
            )
            let machine = try await call(.get, path)
            #expect(machine.status == status && machine.headers[.contentType] == "application/problem+json")
            for name in [HTTPField.Name.wwwAuthenticate, .allow] {
                #expect(page.headers[name] == machine.headers[name], "\(name)")
            }
            #expect(try await call(.head, path, headers: [.accept: Self.browser]).text.isEmpty)
        }
    }

    @Test("/mcp in a browser shows how to connect a client, and has the same challenge as for a client")
    func mcp() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let page = try await call(.get, "/mcp", headers: [.accept: Self.browser])
            #expect(page.status == 401 && page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.headers[.wwwAuthenticate]?.contains("resource_metadata=") == true)
            #expect(
                page.text.contains("claude mcp add --transport http --scope user memory https://memory.example/mcp")
            )
            #expect(page.text.contains("href=\"/account\""))
            for accept in ["application/json, text/event-stream", "text/event-stream", "*/*"] {
                let answer = try await call(.get, "/mcp", headers: [.accept: accept])
                #expect(answer.status == 401 && answer.headers[.contentType] == "application/problem+json", "\(accept)")
            }
        }
    }

    @Test(
        "/mcp in a browser names the server's address, with the loopback name that the browser used",
        arguments: [
            ("http://127.0.0.1:8000", "127.0.0.1:8000", "http://127.0.0.1:8000/mcp"),
            ("http://127.0.0.1:8000", "localhost:8000", "http://localhost:8000/mcp"),
            ("http://127.0.0.1:8000", nil, "http://127.0.0.1:8000/mcp"),
            ("http://192.0.2.1:8000", nil, "http://192.0.2.1:8000/mcp"),
            (nil, "127.0.0.1:5000", "http://127.0.0.1:5000/mcp"),
            (nil, "192.0.2.1:5000", "http://192.0.2.1:5000/mcp"), (nil, "evil.example", "the address of this page"),
        ] as [(String?, String?, String)]
    )
    func addressForClients(origin: String?, host: String?, url: String) async throws {
        var options = HTTPOptions(origin: origin, loopback: origin.flatMap(LoopbackNames.init(origin:)))
        options.hosts = HostPolicy(hosts: [Host("192.0.2.1")!])
        let connect = MCPTransport(
            dispatcher: try await ServerFixture().dispatcher,
            options: options,
            templates: PageTemplates(),
            clientsLogIn: false,
            hasAccounts: false
        )
        #expect(connect.url(calledAs: host) == url)
    }

    @Test("/mcp in a browser shows whole commands without a public URL, on a wide page")
    func commands() async throws {
        let options = HTTPOptions(
            origin: "http://127.0.0.1:8000",
            loopback: LoopbackNames(origin: "http://127.0.0.1:8000")
        )
        try await ServerFixture().serve(options, live: true) { (call) async throws in
            let page = try await call(.get, "/mcp", headers: [.accept: Self.browser])
            #expect(page.status == 401 && page.text.contains("scope user memory http://127.0.0.1:8000/mcp</code>"))
            #expect(page.text.contains("class=\"broad\"") && !page.text.contains("the address of this page"))
            #expect(page.text.matches(of: /<pre class="wrap"/).count == 3)
        }
    }

    @Test(
        "Opening a form's target redirects to the page with the form; a program gets 405",
        arguments: [
            ("/account/tokens", "/account"), ("/account/password", "/account"), ("/account/tokens/revoke", "/account"),
            ("/account/sessions/end", "/account"), ("/disconnect", "/applications"), ("/logout", "/account"),
            ("/login/authentik", "/login"),
        ]
    )
    func formAddresses(path: String, page: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            for method in [HTTPRequest.Method.get, .head] {
                let answer = try await call(method, path, headers: [.accept: Self.browser])
                #expect(answer.status == 303 && answer.location == page, "\(method)")
            }
            let machine = try await call(.get, path)
            #expect(machine.status == 405 && machine.headers[.allow] == "POST")
        }
        try await ServerFixture().serve { (call) async throws in
            #expect(
                try await call(.get, path, headers: [.accept: Self.browser]).status == 404,
                "where there is no such page"
            )
        }
    }

    @Test("Addresses of other systems' APIs show pages in a browser too", arguments: ["/users", "/users/alice"])
    func foreignAddresses(path: String) async throws {
        try await ServerFixture().serve { (call) async throws in
            let page = try await call(.get, path, headers: [.accept: Self.browser])
            #expect(page.status == 401 && page.text.contains("<h1>This is not a web page</h1>"))
            let machine = try await call(.get, path)
            #expect(machine.json["detail"] == "Authentication required")
            #expect(page.headers[.wwwAuthenticate] == machine.headers[.wwwAuthenticate])
        }
    }

    @Test("A server without login explains the reason at /login")
    func nobodyLogsIn() async throws {
        try await ServerFixture().serve { (call) async throws in
            let page = try await call(.get, "/login", headers: [.accept: Self.browser])
            #expect(
                page.status == 404 && page.text.contains("People cannot log in to this server")
                    && !page.button("Go to the start page").isEmpty
            )
            #expect(try await !call(.get, "/nothing", headers: [.accept: Self.browser]).text.contains("GET /docs"))
        }
    }

    @Test("/health is a page without memory counts in a browser, and JSON for programs")
    func health() async throws {
        try await ServerFixture().serve { (call) async throws in
            let page = try await call(.get, "/health", headers: [.accept: Self.browser])
            #expect(page.status == 200 && page.text.contains("<h1>The server is running</h1>"))
            #expect(
                page.text.contains("<dt>Storage</dt><dd>working</dd>")
                    && page.text.contains("<dd>keyword only; semantic")
            )
            #expect(try await call(.get, "/health").json["status"] == "healthy")
            #expect(try await call(.get, "/v1/health", headers: [.accept: Self.browser]).json["now"] != nil)
        }
    }

    @Test("/docs shows names as code, without backticks")
    func documentation() async throws {
        try await ServerFixture().serve { (call) async throws in
            let page = try await call(.get, "/docs").text
            #expect(!page.contains("`") && page.contains("whether semantic search works"))
            let one = try await call(.get, "/docs/postV1LongTermMemory").text
            #expect(one.contains("With <code>deduplicate</code> (the default), a text"))
        }
    }

    @Test("Every page links to the icon, and the icon is served where browsers look for it")
    func icon() async throws {
        try await OAuthFixture().serve { (call) async throws in
            for path in ["/", "/login", "/docs", "/nothing", "/mcp"] {
                let page = try await call(.get, path, headers: [.accept: Self.browser])
                #expect(
                    page.text.contains("<link rel=\"icon\" href=\"/assets/icon.svg\" type=\"image/svg+xml\">"),
                    "\(path)"
                )
                #expect(page.headers[.contentSecurityPolicy]?.contains("img-src 'self'") == true, "\(path)")
            }
            for path in ["/assets/icon.svg", "/favicon.ico"] {
                let icon = try await call(.get, path)
                #expect(
                    icon.status == 200 && icon.headers[.contentType] == "image/svg+xml" && icon.text.hasPrefix("<svg")
                )
                #expect(icon.headers[.cacheControl] == "public, max-age=3600")
            }
        }
    }
}
