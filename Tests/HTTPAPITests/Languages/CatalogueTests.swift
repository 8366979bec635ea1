import Foundation
import Testing

@testable import HTTPAPI

/// The catalogues against the sentences that the pages use.
@Suite("Catalogues")
struct CatalogueTests {
    private static let templates = PageTemplates.sources.filter { !PageTemplates.englishOnly.contains($0.name) }
    private static let source = SourceSentences.all(
        below: #filePath.split(separator: "/Tests/").first.map(String.init) ?? ""
    )
    private static let german = PageLanguage.builtIn[1].catalogue

    @Test("German has every sentence of the templates and of the code")
    func complete() {
        let used = Set(Self.templates.flatMap { TemplateText($0.text).keys }).union(Self.source.localized)
        #expect(used.subtracting(Self.german.keys).sorted() == [])
        #expect(used.count > 500, "the sentences are found")
    }

    @Test("Every sentence of the German catalogue is used")
    func used() {
        let used = Set(Self.templates.flatMap { TemplateText($0.text).keys }).union(Self.source.literals).union([
            "1,234"
        ])
        #expect(Set(Self.german.keys).subtracting(used).sorted() == [])
    }

    @Test("Every German sentence has the values and tags of its English one")
    func values() {
        for key in Self.german.keys {
            for text in [1, 2].compactMap({ Self.german.text(key, for: $0) ?? Self.german.text(key) }) {
                let marks = { (text: String) in
                    Set(text.matches(of: /\{+>?[A-Za-z0-9.]+\}+|<\/?[0-9]\/?>/).map { String($0.output) })
                }
                // The second value of one sentence is the letter of an English plural.
                #expect(marks(text) == marks(key).subtracting(key.contains("minute{2}") ? ["{2}"] : []), "\(key)")
            }
        }
    }

    @Test("Every template with a German sentence is put into German")
    func templates() {
        for (name, text) in Self.templates {
            let template = TemplateText(text)
            let changed = template.keys.filter { Self.german.text($0) != $0 }
            let html = template.translated(by: Self.german)
            #expect(changed.isEmpty == (html == text), "\(name)")
            let left = TemplateText(html).keys.filter { key in
                changed.contains(key) && !Self.german.keys.contains { Self.german.text($0) == key }
            }
            #expect(left == [], "\(name)")
        }
    }
}
