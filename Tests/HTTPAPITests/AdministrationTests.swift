import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The pages of administration") struct AdministrationTests {
    @Test("Everyone but an administrator gets 404 at each page and form")
    func others() async throws {
        let fixture = try await PagesFixture(role: .admin)
        try await fixture.serve { (call, browser) async throws in
            let paths = PageEndpoint.allCases.filter { $0.rawValue.hasPrefix("/admin") }
            #expect(paths.count > 12)
            for path in paths.filter({ $0.methods.contains(.get) }).map({ $0.path(fixture.oauth.alice.id) }) {
                #expect(try await browser.get(path).status == 404, "\(path)")
                #expect(try await Browser(call).get(path).status == 303, "\(path)")
            }
            for path in paths.filter({ $0.methods.contains(.post) }).map({ $0.path("x") }) {
                #expect(try await browser.post(path, [("token", "x")]).status == 403, "\(path)")
            }
        }
    }

    @Test("Health shows problems first and the figures")
    func health() async throws {
        let fixture = try await PagesFixture()
        _ = try await fixture.server.users.edit("alice", isAdministrator: true)
        try await fixture.serve { (call, browser) async throws in
            let page = try await browser.get("/admin/health").text
            #expect(page.contains("1 problem found.") && page.contains("issuer &lt;okta&gt;"))
            #expect(page.contains("Running since") && page.contains("<dd>0 last accesses, 0 events</dd>"))
            #expect(page.contains("<dd>5 MiB</dd>") && page.contains("<dd>2</dd>") && page.contains("<dd>1.2.3</dd>"))
            let places = ["has no keys", "keyword search only</p>", "can be opened"].map {
                page.firstRange(of: $0)?.lowerBound
            }
            #expect(
                places == places.sorted { ($0 ?? page.startIndex) < ($1 ?? page.startIndex) } && !places.contains(nil)
            )
        }
    }

    @Test("Limits show what bounds the server, first what is used of it, and no other setting")
    func limits() async throws {
        func setting(_ key: String, _ value: String?, isSecret: Bool = false) -> ShownSetting {
            ShownSetting(
                key: key,
                help: "",
                value: value,
                fallback: "10",
                source: "default",
                isSecret: isSecret,
                isSet: value != nil
            )
        }
        let settings = [
            setting("http.port", nil), setting("limits.textLength", "9"), setting("oauth.clientLimit", nil),
            setting("oauth.keyEncryption", "secret", isSecret: true),
        ]
        let rows = LimitsPage(settings, used: ["oauth.clientLimit": "3 applications"]).rows
        #expect(rows.map(\.key) == ["oauth.clientLimit", "limits.textLength"])
        #expect(rows.map(\.value) == ["10", "9"] && rows.map(\.used) == ["3 applications", nil])
    }

    @Test("A checked token is explained, and is neither on the page nor in the log")
    func token() async throws {
        let fixture = try await PagesFixture()
        _ = try await fixture.server.users.edit("alice", isAdministrator: true)
        try await fixture.serve { (call, browser) async throws in
            let form = try await browser.get("/admin/token")
            let token = TestIssuer.token(["iss": "https://idp.example", "sub": "<carol>"])
            let page = try await browser.submit(form, to: "/admin/token", ["token": "Bearer \(token)"])
            #expect(
                page.status == 200 && page.text.contains("https://idp.example") && page.text.contains("&lt;carol&gt;")
            )
            let parts = token.split(separator: ".").map(String.init)
            for part in parts { #expect(!page.text.contains(part) && !fixture.server.log.text.contains(part)) }
            let none = try await browser.submit(form, to: "/admin/token", ["token": "not a token"])
            #expect(none.status == 200 && !none.text.contains("not a token"))
            #expect(page.headers[.cacheControl] == "no-store")
        }
    }

    @Test("Identity providers are shown with their rules and findings, escaped")
    func providers() async throws {
        let fixture = try await PagesFixture()
        _ = try await fixture.server.users.edit("alice", isAdministrator: true)
        try await fixture.serve { (call, browser) async throws in
            let page = try await browser.get("/admin/providers").text
            for words in [
                "&lt;okta&gt;", "https://idp.example", "api://&lt;memory&gt;", "has no &lt;keys&gt;", ">problem<",
                "its access tokens are accepted", "outbound.caFile cannot be read",
            ] { #expect(page.contains(words), "\(words)") }
        }
    }
}
