import Base

/// A configuration file with every setting, its meaning and its default, all commented out.
package enum SettingTemplate {
    /// The settings that a file cannot set for itself.
    private static let omitted: Set<String> = ["config"]

    /// The text of `agent-memory config init`.
    package static func yaml() throws(SettingProblems) -> String {
        let entries = try ServerSettings(SettingInputs(flags: SettingReference.exampleGroups)).entries
        var lines = [
            "# Settings of Agent Memory. Remove the # before a setting to change it.",
            "# `agent-memory config check` checks this file; docs/configuration.md has the same settings as tables.",
        ]
        for topic in SettingTopic.all {
            let own = entries.filter { SettingTopic.of($0.key)?.title == topic.title && !omitted.contains($0.key) }
            guard !own.isEmpty else { continue }
            lines += ["", "# --- \(topic.title)"]
            for entry in own {
                let secrecy = entry.isSecret ? " Secret: better in the file that \(entry.key)File names." : ""
                lines += [""] + wrapped("\(entry.help)\(secrecy) (\(entry.form))").map { "# " + $0 }
                let value = entry.fallback.isEmpty ? "" : quoted(entry.fallback)
                lines.append("#\(entry.key.replacing(".name.", with: ".NAME.")): \(value)".trimmedAtEnd)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A plain word, or a string in double quotes, whose escapes YAML shares with JSON.
    private static func quoted(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { ASCIIWord.contains($0) }
        guard !plain else { return text }
        var bytes: [UInt8] = []
        StrictJSON.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + word.count < 110 {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// The bytes that need no quotes in YAML.
    private enum ASCIIWord {
        static func contains(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
