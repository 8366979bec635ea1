import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("Pages in the language of the browser")
struct LanguagePageTests {
    private static let german: HTTPFields = [.acceptLanguage: "de-DE,de;q=0.9,en;q=0.8", .accept: "text/html"]

    @Test("The login, an error and the start page are German for who prefers it, and English for everybody else")
    func strangers() async throws {
        try await PagesFixture().oauth.serve { (call) async throws in
            let browser = Browser(call)
            for (path, english, german) in [
                ("/login", ">Log in</h1>", ">Anmelden</h1>"),
                ("/", "Your AI agents remember", "Ihre KI-Agenten erinnern sich"),
                ("/mcp", "Connect an AI client", "Einen KI-Client verbinden"),
                (
                    "/nothing", "This server has no page at this address.",
                    "Dieser Server hat keine Seite unter dieser Adresse."
                ),
                ("/oauth/authorize?client_id=amc_no", "does not know the application", "kennt die Anwendung nicht"),
            ] {
                let plain = try await browser.get(path, headers: [.accept: "text/html"])
                #expect(plain.text.contains(english) && plain.text.contains("<html lang=\"en\">"), "\(path)")
                let page = try await browser.get(path, headers: Self.german)
                #expect(page.text.contains(german) && page.text.contains("<html lang=\"de\">"), "\(path)")
                #expect(
                    page.headers[.vary]?.contains("Accept-Language") == true && page.status == plain.status,
                    "\(path)"
                )
            }
            let docs = try await browser.get("/docs", headers: Self.german)
            #expect(docs.text.contains("<html lang=\"en\">"), "the documentation of the API is English")
            let refused = try await call(.get, "/v1/long-term-memory/x", headers: [.acceptLanguage: "de"])
            #expect(refused.text.contains("Authentication required"), "programs get English")
        }
    }

    @Test("A person's pages, notices and refused forms are German, with numbers, dates and times as German writes them")
    func person() async throws {
        let fixture = try await PagesFixture(role: .admin)
        try await fixture.serve { call, browser in
            try await fixture.remember(call, ["Tea"])
            let list = try await browser.get("/memories", headers: Self.german).text
            #expect(
                list.contains(">1 Erinnerung</h2>") && list.contains(">gerade eben</time>")
                    && list.contains("placeholder=\"Erinnerungen suchen\"")
            )
            let account = try await browser.get("/account", headers: Self.german)
            #expect(account.text.contains("<h1>Ihr Konto</h1>") && account.text.contains("1 Erinnerung</li>"))
            var own = browser.ownPage
            own[.acceptLanguage] = "de"
            let refused = try await browser.submit(
                account,
                to: "/account/password",
                ["current": "correct horse battery", "new": "a long new password", "again": "another new password"],
                headers: own
            )
            #expect(refused.text.contains("Die beiden neuen Passwörter stimmen nicht überein."))
            let new = try await browser.get("/new-memory", headers: Self.german)
            let added = try await browser.submit(
                new,
                to: "/memories",
                ["text": "Kaffee", "kind": "semantic"],
                headers: own
            )
            let shown = try await browser.get(try #require(added.location), headers: Self.german)
            #expect(shown.text.contains("<p>Die Erinnerung ist gespeichert.</p>"))
        }
    }

    @Test("Numbers and dates are written as the language writes them")
    func numbers() throws {
        let time = try #require(Timestamp(iso8601: "2026-11-29T14:05:00Z"))
        #expect(
            1_234_567.grouped == "1,234,567" && ShownTime.date(time) == "29 November 2026"
                && ShownTime.month(time).label == "Nov"
        )
        PageLanguage.$current.withValue(PageLanguage.builtIn[1]) {
            #expect(1_234_567.grouped == "1.234.567" && ShownTime.date(time) == "29. November 2026")
            #expect(ShownTime(time, now: time.advanced(by: .seconds(120))).text == "vor 2 Min.")
            #expect(ShownTime.minute(time) == "29. November 2026, 14:05 Uhr UTC")
            #expect([1, 2].map { $0.of("person", "people") } == ["1 Person", "2 Personen"])
            #expect(5.of("unknown thing", "unknown things") == "5 unknown things", "what is missing stays English")
        }
    }
}
