import ArgumentParser

/// The command line with `help` in front, which is where ArgumentParser knows it: for `agent-memory user help add`, and
/// for `help help`.
enum HelpWords {
    /// - Parameter words: the command line after the program's name.
    static func moved(in words: [String], of root: any ParsableCommand.Type) -> [String] {
        var known = root.configuration.subcommands
        for (index, word) in words.enumerated() {
            if word == "help", !known.isEmpty {
                let others = words[..<index] + words[(index + 1)...].filter { $0 != "help" }
                return [word] + others
            }
            guard let next = known.first(where: { $0._commandName == word }) else { return words }
            known = next.configuration.subcommands
        }
        return words
    }
}
