import Mustache
import Testing

@testable import HTTPAPI

@Suite("Sentences of templates")
struct TemplateTextTests {
    @Test(
        "A sentence ends where a block or a section does; links, codes and values are part of it",
        arguments: [
            ("<h1>Log in</h1><p>First. Second.</p>", ["Log in", "First. Second."]),
            ("<p>You may <a href=\"/x\">leave</a> now, {{name}}.</p>", ["You may <1>leave</1> now, {{name}}."]),
            ("<p>Run <code>a b</code> or <code>c</code>.</p>", ["Run <1/> or <2/>."]),
            ("{{#a}}One{{/a}}{{^a}}Two {{>time}}{{/a}}", ["One", "Two {{>time}}"]),
            ("<p>{{#a}}One <strong>is{{/a}} two</strong></p>", ["One", "is", "two"]),
            ("<a class=\"b\" href=\"/\">{{>i-x}}Home</a> <a href=\"/d\">Docs</a>", ["Home", "Docs"]),
            (
                "<span class=\"badge\">this</span> <span class=\"host\">{{h}}</span> asks",
                ["this", "<1>{{h}}</1> asks"]
            ),
            ("<input placeholder=\"a name\" class=\"not this\" aria-label=\"Say {{x}}\">", ["a name", "Say {{x}}"]),
            ("<button aria-label=\"{{#a}}One{{/a}}. Two\">{{x}}</button>", ["One", ". Two"]),
            ("<pre aria-label=\"Code\"><code>Not this</code></pre>{{! nor this }}<p>{{x}} · {{y}}</p>", ["Code"]),
            ("<p>Two\n  lines</p>", ["Two lines"]),
        ]
    )
    func keys(template: String, keys: [String]) {
        #expect(TemplateText(template).keys.sorted() == keys.sorted())
        #expect(
            TemplateText(template).translated(by: MessageCatalogue()) == template,
            "without a catalogue nothing changes"
        )
    }

    @Test(
        "A translation keeps the tags and the space around it, and puts them where its language does",
        arguments: [
            ("<p> Log in </p>", "Log in", "Anmelden", "<p> Anmelden </p>"),
            (
                "<p>See <a href=\"/x\">this</a>, {{n}}</p>", "See <1>this</1>, {{n}}", "{{n}}: <1>das</1> da",
                "<p>{{n}}: <a href=\"/x\">das</a> da</p>"
            ),
            ("<p>Run <code>x</code></p>", "Run <1/>", "<1/> ausführen", "<p><code>x</code> ausführen</p>"),
            ("<i title=\"a name\">", "a name", "ein \"Name\"", "<i title=\"ein &quot;Name&quot;\">"),
        ]
    )
    func translation(template: String, key: String, text: String, html: String) {
        #expect(TemplateText(template).translated(by: MessageCatalogue(messages: [key: [text]])) == html)
    }

    @Test(
        "Markup in a catalogue is shown, not run",
        arguments: [
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onclick=\"alert(1)", "' x='", "&lt;b&gt;",
            "<!--", "<2>", "{", "{{", "<",
        ]
    )
    func hostile(text: String) throws {
        let catalogue = MessageCatalogue(messages: ["Log in": [text], "a name": [text]])
        let html = try MustacheTemplate(
            string: TemplateText("<p title=\"a name\">Log in</p>").translated(by: catalogue)
        ).render([String: String]())
        let safe = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;").replacing("{", with: "&#123;")
        #expect(html == "<p title=\"\(safe)\">\(safe)</p>")
    }

    @Test(
        "A translation with other tags than its sentence is not used",
        arguments: [
            "Sehen Sie das, {{n}}", "Sehen Sie <1>das, {{n}}", "</1>Sehen Sie <1>das</1>, {{n}}",
            "Sehen <1>Sie</1> <1>das</1>, {{n}}",
            "Sehen Sie <1>das</1>", "Sehen Sie <1>das</1>, {{n}} {{password}}", "Sehen Sie <1>das</1>, {{n}} {{{n}}}",
            "Sehen Sie <1>das</1>, {{n}} {{>layout}}",
        ]
    )
    func foreignTags(text: String) {
        let template = "<p>See <a href=\"/x\">this</a>, {{n}}</p>"
        let catalogue = MessageCatalogue(messages: ["See <1>this</1>, {{n}}": [text]])
        #expect(TemplateText(template).translated(by: catalogue) == template)
    }
}
