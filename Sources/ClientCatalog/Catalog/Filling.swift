package import Base
import FoundationEssentials

/// The values for the braces in a row.
///
/// `{name}` is the entry's name, `{url}` the MCP address, `{token}` an API token, `{program}` and `{data}` the path of
/// this program and of its data directory. In links and arguments, `{json:entry}`, `{base64:entry}` and
/// `{encoded:entry}` are the entry as JSON; with `named-entry` its first member is the name.
package struct Filling: Sendable {
    package let name: String
    package let url: String
    package let token: Secret?
    package let program: String
    package let data: String

    package init(name: String, url: String, token: Secret? = nil, program: String = "", data: String = "") {
        self.name = name
        self.url = url
        self.token = token
        self.program = program
        self.data = data
    }

    /// Replaces in one pass, so that braces in a value stay as they are.
    package func fill(_ text: String, entry: [ConfigValue.Member] = []) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let word = String(rest[rest.index(after: open)..<close])
            result += value(of: word, entry) ?? "{\(word)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    package func fill(_ members: [ConfigValue.Member]) -> [ConfigValue.Member] {
        members.map { ConfigValue.Member($0.name, $0.value.mapTexts { fill($0) }) }
    }

    private func value(of word: String, _ entry: [ConfigValue.Member]) -> String? {
        switch word {
        case "name": name
        case "url": url
        case "token": token?.reveal() ?? "amt_…"
        case "program": program
        case "data": data
        default: encoded(word, entry)
        }
    }

    private func encoded(_ word: String, _ entry: [ConfigValue.Member]) -> String? {
        let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, ["entry", "named-entry"].contains(parts[1]) else { return nil }
        let named = parts[1] == "entry" ? [] : [ConfigValue.Member("name", .string(name))]
        let json = ConfigValue.mapping(named + fill(entry)).json(isDense: true)
        switch parts[0] {
        case "json": return json
        case "base64": return Percent.encode(Data(json.utf8).base64EncodedString())
        case "encoded": return Percent.encode(json)
        default: return nil
        }
    }
}
