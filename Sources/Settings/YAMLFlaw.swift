/// Describes what is wrong with a YAML text. The parser quotes the line that it stopped at, which may contain a secret:
/// the description takes only the place and the parser's own words.
enum YAMLFlaw {
    static func description(of error: any Error, in text: String) -> String {
        let lines = "\(error)".split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines.first ?? ""
        // `3:7: error: scanner: while scanning a quoted scalar in line 2, column 8`, what was found there, and the
        // quoted line.
        if let parts = first.wholeMatch(of: /(\d+):(\d+): error: [a-z]+: (.*)/) {
            let context = String(parts.3)
            let words = context.hasSuffix(":") || lines.count < 2 ? context : context + ", " + lines[1]
            return "line \(parts.1), column \(parts.2): \(words.hasSuffix(":") ? String(words.dropLast()) : words)"
        }
        if first.contains("duplicated key(s)") {
            // A key may be a secret that was written in the wrong place: only words of our settings are repeated.
            let words = first.matches(of: /'([A-Za-z]+)'/).map { String($0.1) }.filter(SettingGroup.words.contains)
            let places = Dictionary(grouping: YAMLLines.keys(in: text), by: \.key).values.first { $0.count > 1 } ?? []
            let twice = "is written twice in one group\(YAMLLines.phrase(places.map(\.line))). Keep one of the two"
            return "\(words.isEmpty ? "a key" : words.joined(separator: ", ")) \(twice)"
        }
        let start = String(first.prefix { !"'\".[".contains($0) }).trimmed
        return start.isEmpty ? "it cannot be read" : start
    }
}
