/// Finds the lines of a YAML file that begin a key. The parser does not say where a key is.
enum YAMLLines {
    /// The keys in block style with the numbers of their lines. Keys in braces are missing.
    static func keys(in text: String) -> [(key: String, line: Int)] {
        var groups: [(indent: Int, name: String)] = []
        var found: [(String, Int)] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            guard let match = line.firstMatch(of: /^( *)["']?([A-Za-z0-9_.-]+)["']?\s*:(\s|$)/) else { continue }
            let indent = match.1.count
            while let last = groups.last, last.indent >= indent { groups.removeLast() }
            groups.append((indent, String(match.2)))
            found.append((groups.map(\.name).joined(separator: "."), index + 1))
        }
        return found
    }

    /// “, in lines 3 and 7”; empty for fewer than two lines.
    static func phrase(_ lines: [Int]) -> String {
        guard let last = lines.last, lines.count > 1 else { return "" }
        return ", in lines \(lines.dropLast().map(String.init).joined(separator: ", ")) and \(last)"
    }
}
