extension ConnectionPlan {
    /// The output of `--dry-run`, one line an element. Contains no token.
    package var preview: [String] {
        var lines: [String] = []
        for step in steps {
            switch step {
            case .run(let command): lines.append("Would run: " + Self.shell(command))
            case .edit(let edit):
                lines.append("Would \(edit.before == nil ? "create" : "change") \(edit.path):")
                lines += edit.changedLines.map { "    " + $0 }
            case .open(let link): lines.append("Would open: \(link)")
            }
        }
        if steps.isEmpty { lines.append("Would write nothing.") }
        return lines + closing
    }

    /// The person's next steps, and remarks.
    package var closing: [String] {
        var lines = then.map { "Then: \($0)" }
        if let link, !steps.contains(.open(link)) { lines.append("Or open: \(link)") }
        return lines + remarks.map { "Note: \($0)" }
    }

    /// A command as a person would type it.
    package static func shell(_ command: [String]) -> String {
        command.map { word in
            let isPlain = !word.isEmpty && word.utf8.allSatisfy { isPlainByte($0) }
            return isPlain ? word : quoted(word)
        }
        .joined(separator: " ")
    }

    /// A word in quotes for a POSIX shell.
    package static func quoted(_ word: String) -> String { "'" + word.replacing("'", with: "'\\''") + "'" }

    private static func isPlainByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_./:@%+=,".utf8.contains(byte)
        }
    }
}
