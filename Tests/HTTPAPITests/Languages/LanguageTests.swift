import Base
import Testing

@testable import HTTPAPI

@Suite("Languages of the pages")
struct LanguageTests {
    @Test(
        "RFC 9110 §12.5.4, RFC 4647 §3.4: the language is the best that the browser accepts",
        arguments: [
            ("de", "de"), ("de-AT", "de"), ("de-Latn-AT-1996", "de"), ("DE", "de"), ("en", "en"),
            ("en-US,en;q=0.9,de;q=0.8", "en"),
            ("fr, de;q=0.5", "de"), ("fr, en;q=0.4, de;q=0.5", "de"), ("de;q=0.5, en;q=0.5", "de"),
            (" de ; q=0.3 ,en;q=0.2", "de"),
            ("fr", nil), ("*", nil), ("de;q=0", nil), ("de;q=0, en", "en"), ("de;q=2", nil), ("de;q=nan, en", "en"),
            ("", nil),
            (",,;q=1,de", "de"), ("deutsch", nil), ("x-de", nil), ("en-GB;q=0.9, de", "de"), ("*, de;q=0.1", "de"),
            ("*;q=0.5, fr", nil), (";;;q=x=y,\u{7F}, \"de\", de-AT;q=0.1", "de"),
        ] as [(String, String?)]
    )
    func accepted(header: String, tag: String?) {
        #expect(AcceptedLanguages<EdgeContext>.best(for: header, among: PageLanguage.builtIn)?.tag == tag)
    }

    @Test(
        "GNU gettext: a plural rule is a C expression",
        arguments: [
            ("nplurals=2; plural=(n != 1);", [1, 0, 1, 1, 1, 1]), ("nplurals=2; plural=n>1;", [0, 0, 1, 1, 1, 1]),
            ("nplurals=1; plural=0;", [0, 0, 0, 0, 0, 0]),
            (
                "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
                [2, 0, 1, 2, 2, 0]
            ),
        ]
    )
    func plural(line: String, forms: [Int]) throws {
        let rule = try #require(PluralRule(line))
        #expect([0, 1, 2, 5, 11, 21].map { rule.form(of: $0) } == forms)
    }

    @Test(
        "A plural rule that is not one is refused",
        arguments: [
            "", "nplurals=2", "nplurals=0; plural=0;", "nplurals=9; plural=n;", "nplurals=2; plural=n==;",
            "nplurals=2; plural=(n;",
            "nplurals=2; plural=exit(1);", "nplurals=2; plural=\(String(repeating: "(", count: 5_000))n;",
        ]
    )
    func noPlural(line: String) { #expect(PluralRule(line) == nil) }

    @Test("A rule that divides by zero or names a form that does not exist gives one that does")
    func boundedPlural() throws {
        #expect(try #require(PluralRule("nplurals=2; plural=n%0;")).form(of: 7) == 0)
        #expect(try #require(PluralRule("nplurals=2; plural=n;")).form(of: 7) == 1)
    }

    @Test("A catalogue has forms, continued lines and escapes; comments, uncertain and empty entries are left out")
    func catalogue() throws {
        let catalogue = try CatalogueFile.read(
            """
            # A comment
            msgid ""
            msgstr ""
            "Language: fr\\n"
            "Plural-Forms: nplurals=2; plural=(n > 1);\\n"

            #: Pages/Templates/login.mustache
            msgid "Log in"
            msgstr "Se "
            "connecter \\"ici\\""

            msgid "{1} memory"
            msgid_plural "{1} memories"
            msgstr[0] "{1} souvenir"
            msgstr[1] "{1} souvenirs"

            #, fuzzy
            msgid "Name"
            msgstr "Nom"

            msgid "Empty"
            msgstr ""
            """
        )
        #expect(catalogue.keys == ["Log in", "{1} memory"])
        #expect(catalogue.text("Log in") == "Se connecter \"ici\"")
        #expect(
            [0, 1, 2].map { catalogue.text("{1} memory", for: $0) } == [
                "{1} souvenir", "{1} souvenir", "{1} souvenirs",
            ]
        )
        #expect(catalogue.text("Log in", for: 2) == nil, "it has no forms")
    }

    @Test(
        "A catalogue with a flaw names the line",
        arguments: [
            ("msgid \"a\"\nmsgstr no quotes", 2), ("msgid \"a", 1), ("msgid \"a\" b\"", 1), ("\"text\"", 1),
            ("msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"a\"\nmsgstr \"c\"", 6),
            ("msgid \"\"\nmsgstr \"Plural-Forms: many\\n\"", 3),
        ]
    )
    func flaw(text: String, line: Int) {
        #expect { try CatalogueFile.read(text) } throws: { ($0 as? CatalogueFlaw)?.line == line }
    }

    @Test(
        "The tag of a language has the form of RFC 5646",
        arguments: ["", "d", "de_AT", "../de", "de-", "dé", "de\"><script>"]
    )
    func tag(tag: String) {
        #expect(throws: Fault.self) { try PageLanguage(tag: tag, file: "") }
    }

    @Test("The page of settings is German, and finds a setting by its German and its English words")
    func settings() {
        let port = ShownSetting(
            key: "http.port",
            help: "The TCP port. 0 picks a free one.",
            value: nil,
            fallback: "8000",
            source: "default",
            isSecret: false,
            isSet: false
        )
        PageLanguage.$current.withValue(PageLanguage.builtIn[1]) {
            for word in ["picks a free", "einen freien", "HTTP.port"] {
                let found = SettingsPage([port], q: word, showsAll: false).settings
                #expect(found.map(\.help) == ["Der TCP-Port. 0 wählt einen freien."], "\(word)")
                #expect(found.map(\.source) == ["Vorgabe"])
            }
            #expect(SettingsPage([port], q: "secret", showsAll: false).settings.isEmpty)
        }
    }

    @Test("A fault's sentence is found with its values")
    func sentence() {
        let german = PageLanguage.builtIn[1]
        #expect(
            german.sentence("The two new passwords do not match.")
                == "Die beiden neuen Passwörter stimmen nicht überein."
        )
        #expect(
            german.sentence("There is already a user named {2} <b>.") == "Es gibt schon einen Benutzer namens {2} <b>."
        )
        #expect(german.sentence("Unknown sentence.") == "Unknown sentence.")
        #expect(
            german.sentence("Get a new token from the issuer. Unknown. Run agent-memory doctor to see why.")
                == "Holen Sie vom Aussteller ein neues Token. Unknown. Run agent-memory doctor to see why."
        )
        #expect(
            german.sentence("it is for “a”, but this server accepts “b”, “c”")
                == "es ist für “a”, aber dieser Server nimmt “b”, “c” an"
        )
    }

    @Test("Findings about the server and the checks of a token are German")
    func findings() throws {
        try PageLanguage.$current.withValue(PageLanguage.builtIn[1]) {
            let text = "no embedding model is installed in /m; run `agent-memory model install`"
            let finding = ServerHealthPage.Finding(ServerFinding(.fail, "model", text))
            #expect(finding.part == "Modell" && finding.text.hasPrefix("in /m ist kein Modell installiert"))
            let html = try PageTemplates().render(TokenPage(nil, seal: "s"))
            #expect(html.contains("Prüfen"))
        }
    }
}
