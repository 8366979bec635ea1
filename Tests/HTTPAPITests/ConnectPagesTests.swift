import Authorization
import Base
import ClientCatalog
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The pages that explain how an application is connected") struct ConnectPagesTests {
    @Test("Every client of the table is listed, and its page shows its entry with this server's address")
    func pages() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let browser = Browser(call)
            try await browser.logIn()
            let list = try await browser.get("/connect")
            #expect(list.text.contains("<a href=\"/connect\" aria-current=\"page\">"))
            for client in ClientTable.all {
                #expect(list.text.contains("href=\"/connect/\(client.id)\""), "\(client.id)")
                let page = try await browser.get("/connect/\(client.id)")
                let text = Answer.unescaped(page.text)
                #expect(page.status == 200 && text.contains("<title>Connect \(client.title) · Agent Memory</title>"))
                #expect(page.text.matches(of: /<h1>/).count == 1 && !page.withoutOwnScript.contains("<script"))
                let instructions = ClientInstructions(client, url: "\(OAuthFixture.issuer)/mcp", named: true)
                for part in [instructions.file, instructions.command, instructions.steps].compactMap(\.self) {
                    #expect(text.contains(part), "\(client.id): \(part)")
                }
                if let link = instructions.link { #expect(text.contains("href=\"\(link)\"")) }
            }
        }
    }

    @Test("A person who is not logged in comes back after the login; an unknown client is not found")
    func access() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let browser = Browser(call)
            for path in ["/connect", "/connect/cursor"] {
                #expect(try await browser.get(path).location == PageEndpoint.login(continuing: path))
            }
            #expect(try await browser.logIn(destination: "/connect/cursor").location == "/connect/cursor")
            for path in ["/connect/emacs", "/connect/%3Cscript%3E"] {
                let page = try await browser.get(path)
                #expect(page.status == 404 && !page.text.contains("<script>"), "\(path)")
            }
        }
    }

    @Test("Without an authorization server, the pages say that applications need a token")
    func withoutOAuth() async throws {
        try await OAuthFixture(issuesTokens: false).serve { (call) async throws in
            let browser = Browser(call)
            try await browser.logIn()
            #expect(try await browser.get("/connect").text.contains("because OAuth is off"))
            #expect(try await !browser.get("/connect/cursor").text.contains("State of the connection"))
        }
    }

    @Test("The page shows the steps of the client that came from the person's address, and loads itself while it waits")
    func trace() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let browser = Browser(call)
            try await browser.logIn()
            let before = try await browser.get("/connect/cursor?watch=1")
            #expect(before.headers[.refresh] == "5" && !before.text.contains("What this server saw"))
            let plain = try await browser.get("/connect/cursor")
            #expect(plain.headers[.refresh] == nil && plain.text.contains("href=\"?watch=1\""))
            // Requests of this test have no address.
            func note(_ stage: ConnectionStage, _ address: String, passed: Bool = true, remark: String? = nil)
                async throws
            {
                oauth.trace.note(
                    stage,
                    client: "amc_1",
                    name: "Cursor",
                    from: address,
                    at: oauth.server.clock.now(),
                    passed: passed,
                    remark: remark
                )
                try await oauth.trace.write()
            }
            try await note(.registration, "192.0.2.7")
            #expect(try await !browser.get("/connect/cursor").text.contains("What this server saw"), "another's")
            try await note(.registration, "unknown")
            try await note(.consent, "unknown", passed: false, remark: "It asked for the scope <mcp>.")
            let stopped = try await browser.get("/connect/cursor").text
            #expect(stopped.contains("Registered") && stopped.contains("<strong>Stopped: </strong>Asked for access"))
            #expect(stopped.contains("It asked for the scope &lt;mcp&gt;."))
            #expect(try await !browser.get("/connect/vscode").text.contains("What this server saw"))
            try await note(.call, "unknown")
            let called = try await browser.get("/connect/cursor?watch=1")
            #expect(called.text.contains(">Called, ") && called.headers[.refresh] == nil)
        }
    }

    @Test("Steps from a vendor's network and from the person's browser are one walk; unlisted applications have a page")
    func vendorAndBrowser() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let browser = Browser(call)
            try await browser.logIn()
            func note(_ stage: ConnectionStage, _ client: String, _ name: String, _ address: String) async throws {
                oauth.server.clock.advance(by: .seconds(1))
                let now = oauth.server.clock.now()
                oauth.trace.note(stage, client: client, name: name, from: address, at: now)
                try await oauth.trace.write()
            }
            try await note(.registration, "amc_1", "Claude", "160.79.104.1")
            try await note(.login, "amc_1", "Claude", "unknown")
            try await note(.registration, "amc_2", "Claude", "160.79.104.1")
            let document = "https://claude.example/client.json"
            try await note(.login, document, "Zed", "unknown")
            try await note(.token, document, "Zed", "160.79.104.1")
            let claude = try await browser.get("/connect/claude").text
            #expect(claude.contains("Registered, ") && claude.contains("Sent you to log in, "))
            let zed = try await browser.get("/connect/zed").text
            #expect(zed.contains("Sent you to log in, ") && !zed.contains("Got its token, "), "many share a document")
            #expect(try await !browser.get("/connect/other").text.contains("What this server saw"))
            try await note(.registration, "amc_3", "My Agent", "unknown")
            #expect(try await browser.get("/connect/other").text.contains("Registered, "))
        }
    }

    @Test("An application is shown as connected by the name it registered with, and to its person only")
    func connected() async throws {
        let fixture = try await PagesFixture()
        try await fixture.serve { (call, browser) async throws in
            #expect(try await !browser.get("/connect").text.contains("connected</span>"))
            let application = try await ClientApplication(call, ["client_name": "Claude Code (memory)"])
            _ = try await application.redeem(application.code(as: "alice"))
            let list = try await browser.get("/connect").text
            #expect(list.matches(of: /connected<\/span>/).count == 1)
            #expect(try await browser.get("/connect/claude-code").text.contains("You allowed it"))
            #expect(try await browser.get("/connect/claude").text.contains("Waiting until you allow Claude"))
            let bob = Browser(call)
            try await bob.logIn("bob")
            #expect(try await !bob.get("/connect").text.contains("connected</span>"))
        }
    }
}
