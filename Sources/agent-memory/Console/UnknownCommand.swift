import ArgumentParser

/// A default subcommand with an argument: a word after its command that names no command is its argument.
protocol TakesWords {}

/// Explains an unknown command and suggests the likely one. ArgumentParser only reports “unexpected arguments”.
enum UnknownCommand {
    /// A sentence about the first word that should name a command and does not; nil when there is none.
    /// - Parameter words: the command line after the program's name.
    static func sentence(about words: [String], of root: any ParsableCommand.Type) -> String? {
        var path = [root._commandName]
        var command = root
        // After `help`, the words name a command too.
        for word in words.first == "help" ? words.dropFirst() : words[...] {
            let known = command.configuration.subcommands
            guard !known.isEmpty, !word.hasPrefix("-") else { return nil }
            guard let next = known.first(where: { $0._commandName == word }) else {
                let (place, names) = (path.joined(separator: " "), known.map { $0._commandName })
                let likely = nearest(to: word, in: names)
                if likely == nil, command.configuration.defaultSubcommand is any TakesWords.Type { return nil }
                let advice =
                    likely.map { "Did you mean `\(place) \($0)`?" }
                    ?? "The commands of `\(place)` are: \(names.joined(separator: ", "))."
                return "Unknown command “\(word)”. \(advice)"
            }
            path.append(word)
            command = next
        }
        return nil
    }

    /// The name that the word probably misspells: the word is longer or shorter at its end, or at most two letters
    /// differ.
    private static func nearest(to word: String, in names: [String]) -> String? {
        let word = word.lowercased()
        if word.count >= 3, let name = names.first(where: { $0.hasPrefix(word) || word.hasPrefix($0) }) { return name }
        let ranked = names.map { (name: $0, distance: distance(word, $0)) }.min { $0.distance < $1.distance }
        return ranked.flatMap { $0.distance <= min(2, $0.name.count / 2) ? $0.name : nil }
    }

    /// The Levenshtein distance: the number of characters to insert, remove or replace.
    private static func distance(_ first: String, _ second: String) -> Int {
        let second = Array(second)
        var row = Array(0...second.count)
        for (index, character) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in second.indices {
                let replaced = diagonal + (character == second[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[second.count]
    }
}
