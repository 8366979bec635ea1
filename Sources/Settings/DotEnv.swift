import Base

/// `.env` files: one `NAME=value` per line, `#` for comments, `export` and quotes allowed. Quoted values may have
/// several lines.
///
/// The parser of swift-configuration (`EnvironmentVariablesProvider(environmentFilePath:)`) does not support quotes,
/// `export`, comments after values or values of several lines, and drops lines that it does not understand.
package enum DotEnv {
    /// - Throws: `SettingProblems` for lines about our settings that cannot be parsed. Lines of other programs are
    ///   never a problem.
    package static func parse(_ text: String, path: String = ".env") throws(SettingProblems) -> [String: String] {
        let lines = text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
        var result: [String: String] = [:]
        var problems: [SettingProblem] = []
        /// The number of the line that sets a name.
        var places: [String: Int] = [:]
        var next = 0
        while next < lines.count {
            let number = next + 1
            let line = assignment(lines[next])
            next += 1
            guard let first = line.first, first != "#" else { continue }
            let name = line.prefix { $0 != "=" }.trimmed
            if let sentence = flaw(of: line.trimmed, name: name) {
                problems.append(SettingProblem("\(path), line \(number): \(sentence)"))
                continue
            }
            guard !name.isEmpty, line.contains("=") else { continue }
            if let first = places[name], isRead(name) {
                problems.append(
                    SettingProblem("\(path), lines \(first) and \(number) both set \(name). Keep one of them.")
                )
            }
            places[name] = number
            let value = line.dropFirst(line.prefix { $0 != "=" }.count + 1).drop(while: \.isWhitespace)
            guard let quote = value.first, quote == "\"" || quote == "'" else {
                result[name] = (value.firstRange(of: " #").map { value[..<$0.lowerBound] } ?? value).trimmed
                continue
            }
            if let (quoted, end) = quotation(value.dropFirst(), quote, lines, next) {
                result[name] = quoted
                next = end
            } else if isRead(name) {
                problems.append(
                    SettingProblem(
                        "\(path), line \(number): the quote that begins the value of \(name) is never closed."
                    )
                )
            } else {
                result[name] = value.trimmed
            }
        }
        guard problems.isEmpty else { throw SettingProblems(problems: problems) }
        return result
    }

    /// Says how to write a line that names one of our settings and does not set it, such as `set NAME=value`,
    /// `$env:NAME = "value"`, `NAME: value` or the name alone; nil for other lines. Docker takes the value of a name
    /// alone from the environment, which already takes precedence here, so that such a line would do nothing.
    private static func flaw(of line: String, name: String) -> String? {
        guard !isName(name) || !line.contains("=") else { return nil }
        let words = name.split { !isName(String($0)) }.map(String.init)
        let ours = name.firstMatch(of: /[Aa][Gg][Ee][Nn][Tt][-_.]?[Mm][Ee][Mm][Oo][Rr][Yy][-_.][A-Za-z0-9_]+/)
            .flatMap { EnvironmentName.canonical(String($0.output)) }
        guard let meant = ours ?? words.first(where: { line.contains("=") && isRead($0) }) else { return nil }
        return name == line && words == [name]
            ? "\(name) has no value. Write \(meant)=value, or remove the line." : "write \(meant)=value."
    }

    /// Whether a setting is read from this name. Many programs use generic names such as `PORT`.
    private static func isRead(_ name: String) -> Bool {
        EnvironmentName.canonical(name) != nil || foreignNames.contains(name)
    }

    private static let foreignNames = Set(
        PeerReading.peers.flatMap(\.rows).filter { $0.kind != .generic }.map(\.name)
    )

    /// The line without leading blanks and `export`.
    private static func assignment(_ line: Substring) -> Substring {
        let line = line.drop(while: \.isWhitespace)
        guard line.hasPrefix("export ") || line.hasPrefix("export\t") else { return line }
        return line.dropFirst("export ".count).drop(while: \.isWhitespace)
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
    }

    /// The text before the closing quote, and the index of the line after it. A line that sets another variable ends
    /// the search: one forgotten quote must not swallow the settings below it.
    private static func quotation(_ first: Substring, _ quote: Character, _ lines: [Substring], _ next: Int) -> (
        String, Int
    )? {
        if let end = closing(first, quote) { return (String(first[..<end]), next) }
        var parts = [first]
        for index in lines[next...].indices {
            let line = lines[index]
            let name = assignment(line).prefix { $0 != "=" }
            // An underscore distinguishes names from lines of base64.
            if name.count < assignment(line).count, name.contains("_"), isName(String(name)) { return nil }
            if let end = closing(line, quote) { return ((parts + [line[..<end]]).joined(separator: "\n"), index + 1) }
            parts.append(line)
        }
        return nil
    }

    /// The position of a quote that only blanks and a comment follow. A quote after a backslash counts only if it is
    /// the only one.
    private static func closing(_ line: Substring, _ quote: Character) -> Substring.Index? {
        let ends = line.indices.filter { index in
            guard line[index] == quote else { return false }
            let rest = line[line.index(after: index)...]
            return rest.trimmed.isEmpty || (rest.first?.isWhitespace == true && rest.trimmed.hasPrefix("#"))
        }
        return ends.first { $0 == line.startIndex || line[line.index(before: $0)] != "\\" } ?? ends.first
    }
}
