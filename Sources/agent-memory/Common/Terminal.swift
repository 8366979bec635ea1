import Base
import Glibc

/// The output of commands: lines, tables and fields for people, JSON for programs. All output goes through here and is
/// escaped: untrusted text, such as a name, cannot end a line, control the terminal or hide.
enum Terminal {
    static func line(_ text: String = "") {
        print(text.escaped)
    }

    /// Several lines that this program wrote itself.
    static func page(_ text: String) {
        for line in (text.last == "\n" ? text.dropLast() : text[...]).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ) {
            self.line(String(line))
        }
    }

    static func json(_ value: JSONValue) throws {
        print(try text(of: value))
    }

    /// JSON without control characters, one member a line or all on one line.
    static func text(of value: JSONValue, isIndented: Bool = true) throws -> String {
        let written = String(decoding: try StrictJSON.encode(value, isIndented: isIndented), as: UTF8.self)
        return written.unicodeScalars.reduce(into: "") { text, scalar in
            // The encoder escapes line ends within strings.
            guard scalar.isControl, scalar != "\n" else { return text.unicodeScalars.append(scalar) }
            for unit in scalar.utf16 { text += "\\u" + String(0x10000 + UInt32(unit), radix: 16).dropFirst() }
        }
    }

    /// Columns as wide as their widest cell, two spaces apart; the last is not padded.
    static func table(_ header: [String], _ rows: [[String]]) {
        let rows = rows.map { $0.map(\.escaped) }
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        for row in [header] + rows {
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            line(cells.joined(separator: "  "))
        }
    }

    static func fields(_ fields: [(String, String)]) {
        for (name, value) in fields { line("\(name): \(value)") }
    }

    static func warn(_ text: String) {
        VisibleLines.standardError.write(text)
    }

    /// Shows how far a long command is, on one line that the next one replaces; nil removes it. Nothing is shown when
    /// standard error is not a terminal.
    static func progress(_ text: String?) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        let line = "\r\u{1b}[K" + (text?.escaped ?? "")
        _ = line.utf8CString.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count - 1) }
    }

    /// Asks on the terminal. The end of input counts as “no”.
    static func confirms(_ question: String) -> Bool {
        print("\(question.escaped) [y/N]: ", terminator: "")
        fflush(nil)
        let answer = readLine()?.lowercased()
        return answer == "y" || answer == "yes"
    }

    /// Asks for a line of text; empty at the end of input. The question goes to standard error, so that output can be
    /// redirected.
    static func answer(_ question: String) -> String {
        warn("\(question):")
        return readLine() ?? ""
    }

    /// Seconds are enough for a person.
    static func time(_ timestamp: Timestamp?, else fallback: String) -> String {
        guard let timestamp else { return fallback }
        return String(timestamp.description.prefix(19)) + "Z"
    }
}
