/// A catalogue as people write it: the common part of GNU gettext's PO format. Entries are separated by an empty line;
/// `msgid` is the English, `msgid_plural` its plural, `msgstr` or `msgstr[0]`… the translation. Lines that begin with
/// `#` are comments; an entry marked `#, fuzzy` is left out, as are entries without a translation.
enum CatalogueFile {
    /// - Throws: `CatalogueFlaw` with the line.
    static func read(_ text: String) throws(CatalogueFlaw) -> MessageCatalogue {
        var messages: [String: [String]] = [:]
        var rule = PluralRule.germanic
        var entry = Entry()
        var number = 0
        // An empty line ends the last entry.
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) + [Substring()]
        for line in lines.map(\.trimmed) {
            number += 1
            if line.isEmpty {
                if let known = entry.key, let texts = entry.texts {
                    if known.isEmpty {
                        rule = try Self.rule(in: texts.joined(), line: number) ?? rule
                    } else if !entry.isUncertain, texts.allSatisfy({ !$0.isEmpty }) {
                        guard messages.updateValue(texts, forKey: known) == nil else {
                            throw CatalogueFlaw(line: number, what: "“\(known.prefix(60))” is there twice")
                        }
                    }
                }
                entry = Entry()
            } else if line.hasPrefix("#") {
                entry.isUncertain = entry.isUncertain || line.hasPrefix("#,") && line.contains("fuzzy")
            } else {
                try entry.take(line, number)
            }
        }
        return MessageCatalogue(messages: messages, rule: rule)
    }

    private static func rule(in header: String, line: Int) throws(CatalogueFlaw) -> PluralRule? {
        guard let field = header.split(separator: "\n").first(where: { $0.hasPrefix("Plural-Forms:") }) else {
            return nil
        }
        guard let rule = PluralRule(String(field.dropFirst(13))) else {
            throw CatalogueFlaw(line: line, what: "the Plural-Forms cannot be read")
        }
        return rule
    }

    private struct Entry {
        private var parts: [String: String] = [:]
        private var current: String?
        var isUncertain = false

        var key: String? { parts["msgid"] }

        /// The translations in order; nil when there is none.
        var texts: [String]? {
            if let one = parts["msgstr"] { return [one] }
            let forms = (0..<6).map { parts["msgstr[\($0)]"] }.prefix { $0 != nil }.compactMap(\.self)
            return forms.isEmpty ? nil : forms
        }

        mutating func take(_ line: Substring, _ number: Int) throws(CatalogueFlaw) {
            guard let quote = line.firstIndex(of: "\"") else {
                throw CatalogueFlaw(line: number, what: "there is no text in quotation marks")
            }
            let word = line[..<quote].trimmed
            if !word.isEmpty { current = String(word) }
            guard let name = current, let text = Self.unquoted(line[quote...]) else {
                throw CatalogueFlaw(line: number, what: "the quotation marks do not match")
            }
            parts[name, default: ""] += text
        }

        private static func unquoted(_ quoted: Substring) -> String? {
            guard quoted.count >= 2, quoted.last == "\"" else { return nil }
            var text = ""
            var isEscaped = false
            for character in quoted.dropFirst().dropLast() {
                if isEscaped {
                    text.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    return nil
                } else {
                    text.append(character)
                }
            }
            return isEscaped ? nil : text
        }
    }
}

/// Why a catalogue cannot be read.
package struct CatalogueFlaw: Error, CustomStringConvertible {
    /// Counted from 1.
    let line: Int
    let what: String

    package var description: String { "line \(line): \(what)" }
}

extension Substring {
    /// Without white space around it.
    fileprivate var trimmed: Substring {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
