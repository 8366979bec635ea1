import Foundation

/// The sentences in the code of the server: those that it puts into the language of a request, and every literal.
struct SourceSentences {
    private(set) var localized: Set<String> = []
    private(set) var literals: Set<String> = []

    static func all(below root: String) -> SourceSentences {
        var found = SourceSentences()
        let files = FileManager.default.enumerator(atPath: "\(root)/Sources")?.compactMap { $0 as? String } ?? []
        for path in files where path.hasSuffix(".swift") {
            guard let text = try? String(contentsOfFile: "\(root)/Sources/\(path)", encoding: .utf8) else { continue }
            let code = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(
                separator: "\n"
            )
            found.read(Array(code), isPages: path.hasPrefix("HTTPAPI/"))
        }
        found.readSettings("\(root)/docs/configuration.md")
        found.readClients("\(root)/Sources/ClientCatalog/Catalog/clients.json")
        return found
    }

    /// The texts of the settings: the last cell of each row.
    private mutating func readSettings(_ path: String) {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        for row in text.split(separator: "\n") where row.hasPrefix("| `") {
            guard let start = row.dropLast(2).range(of: " | ", options: .backwards)?.upperBound else { continue }
            let help = row[start...].dropLast(2)
            literals.insert(help.hasSuffix(" Secret.") ? String(help.dropLast(8)) : String(help))
        }
    }

    /// The sentences of the table of clients, whose values have names there.
    private mutating func readClients(_ path: String) {
        struct Table: Decodable { let clients: [Client] }
        struct Client: Decodable {
            let title: String
            let remark: String
            let steps: String?
            let then: String?
            let notes: [String]?
        }
        let data = FileManager.default.contents(atPath: path) ?? Data()
        for client in (try? JSONDecoder().decode(Table.self, from: data))?.clients ?? [] {
            let texts =
                [client.title, client.remark] + [client.steps, client.then].compactMap(\.self) + (client.notes ?? [])
            literals.formUnion(texts.map { $0.replacing("{url}", with: "{1}").replacing("{name}", with: "{1}") })
        }
    }

    private mutating func read(_ code: [Character], isPages: Bool) {
        var index = 0
        while index < code.count {
            guard code[index] == "\"" else {
                index += 1
                continue
            }
            let start = index
            var text = Self.literal(code, &index, &literals)
            literals.insert(text)
            while let next = Self.continuation(code, after: index) {
                index = next
                let more = Self.literal(code, &index, &literals)
                text = Self.joined(text, more)
                literals.formUnion([more, text])
            }
            guard isPages else { continue }
            if let call = Self.call(around: start, in: code) {
                if call == "of", index < code.count, code[index] == "," {
                    localized.insert("{1} \(text)")
                    literals.insert("{1} \(text)")
                } else if call == "localized" || call == "done" {
                    localized.insert(text)
                }
            }
        }
    }

    /// A string literal, with `{1}`, `{2}`… for its values. The literals in them are added to `inner`.
    private static func literal(_ code: [Character], _ index: inout Int, _ inner: inout Set<String>) -> String {
        var text = ""
        var count = 0
        index += 1
        while index < code.count, code[index] != "\"" {
            guard code[index] == "\\", index + 1 < code.count else {
                text.append(code[index])
                index += 1
                continue
            }
            index += 2
            guard code[index - 1] == "(" else {
                text.append(code[index - 1] == "n" ? "\n" : code[index - 1])
                continue
            }
            count += 1
            text += "{\(count)}"
            var depth = 1
            while index < code.count, depth > 0 {
                if code[index] == "\"" {
                    let nested = literal(code, &index, &inner)
                    inner.formUnion([nested, "{1} \(nested)"])
                    continue
                }
                depth += code[index] == "(" ? 1 : code[index] == ")" ? -1 : 0
                index += 1
            }
        }
        index += 1
        return text
    }

    /// The start of a literal that is added to the one before with `+`.
    private static func continuation(_ code: [Character], after end: Int) -> Int? {
        // A literal that does not end reaches beyond the end.
        guard end < code.count else { return nil }
        let rest = code[end...].drop(while: \.isWhitespace)
        guard rest.first == "+" else { return nil }
        let next = rest.dropFirst().drop(while: \.isWhitespace)
        return next.first == "\"" ? next.startIndex : nil
    }

    /// Two literals as one, whose values are numbered on.
    private static func joined(_ first: String, _ second: String) -> String {
        let count = first.matches(of: /\{[0-9]+\}/).count
        return first
            + second.replacing(/\{([0-9]+)\}/) { match in "{\((Int(match.output.1) ?? 0) + count)}" }
    }

    /// The function of whose first argument the literal is a part.
    private static func call(around start: Int, in code: [Character]) -> String? {
        var depth = 0
        var index = start - 1
        while index >= 0, start - index < 400 {
            switch code[index] {
            case ")", "]", "}": depth += 1
            case "(" where depth == 0:
                let name = code[..<index].reversed().prefix { $0.isLetter }.reversed()
                return String(name)
            case "(", "[", "{": depth -= 1
            case ",", ";": if depth == 0 { return nil }
            // A comparison is not what is said.
            default: break
            }
            if depth < 0 { return nil }
            index -= 1
        }
        return nil
    }
}
