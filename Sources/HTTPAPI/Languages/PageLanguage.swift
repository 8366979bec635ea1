import Base

/// A language of the pages.
package struct PageLanguage: Sendable {
    /// The language in which the templates and the code are written.
    static let english = PageLanguage(tag: "en") { MessageCatalogue() }

    /// The languages in the binary. The German catalogue is read for the first page in German. A build that passes its
    /// tests has one without flaws.
    static let builtIn = [
        english,
        PageLanguage(tag: "de") {
            (try? CatalogueFile.read(String(decoding: PackageResources.de_po, as: UTF8.self))) ?? MessageCatalogue()
        },
    ]

    /// The language of the response to the current request. It belongs to the request, as its deadline does, and every
    /// sentence for a person depends on it.
    @TaskLocal static var current = english

    /// As `<html lang>` has it (RFC 5646).
    let tag: String
    private let words: Once<LanguageWords, Never>

    /// - Parameter catalogue: called when the first word of the language is needed.
    init(tag: String, catalogue: @escaping @Sendable () -> MessageCatalogue) {
        self.tag = tag
        words = Once { LanguageWords(catalogue()) }
    }

    var catalogue: MessageCatalogue { words().catalogue }
    /// The text between the thousands, as the catalogue writes 1,234.
    var thousands: String { words().thousands }
    /// The decimal separator, as the catalogue writes 0.5.
    var point: String { words().point }

    /// A language from a catalogue in the format of GNU gettext's PO files.
    /// - Throws: `CatalogueFlaw`; `validationFailed` when the tag is not one of letters, digits and hyphens.
    package init(tag: String, file: String) throws {
        guard tag.utf8.count <= 35, tag.wholeMatch(of: /[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*/) != nil else {
            throw Fault(.validationFailed, "\(tag) is not the tag of a language.")
        }
        let catalogue = try CatalogueFile.read(file)
        self.init(tag: tag) { catalogue }
    }

    /// The sentence of a fault or a finding, which is made where no language is known. Of two sentences each is translated.
    func sentence(_ english: String) -> String {
        if let whole = catalogue.sentence(english) { return whole }
        guard let end = english.firstRange(of: ". "), let first = catalogue.sentence(String(english[...end.lowerBound]))
        else { return english }
        return "\(first) \(sentence(String(english[end.upperBound...])))"
    }
}

/// The catalogue of a language, and how it writes numbers.
private struct LanguageWords {
    let catalogue: MessageCatalogue
    let thousands: String
    let point: String

    init(_ catalogue: MessageCatalogue) {
        self.catalogue = catalogue
        let example = catalogue.text("1,234") ?? "1,234"
        let half = catalogue.text("0.5") ?? "0.5"
        point = half.hasPrefix("0") && half.hasSuffix("5") ? String(half.dropFirst().dropLast()) : "."
        thousands = example.hasPrefix("1") && example.hasSuffix("234") ? String(example.dropFirst().dropLast(3)) : ","
    }
}
