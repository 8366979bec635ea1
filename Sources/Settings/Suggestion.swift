/// The settings that an unknown name may stand for.
struct Suggestion {
    /// Two at most, the likeliest first.
    let names: [String]
    /// Whether the name comes close to a setting of who is let in and to what.
    let isProtection: Bool

    private static let protections = [
        ["auth"], ["oauth"], ["login"], ["tokens"], ["http", "allowed"], ["http", "trusted"],
    ]

    private static func protects(_ words: [String]) -> Bool {
        protections.contains { words.starts(with: $0) && words.count > $0.count }
    }

    /// - Parameter settings: each key, and its name as `name` is written.
    init(for name: String, among settings: [(key: String, name: String)]) {
        let words = Self.words(name)
        let text = words.joined()
        let near = settings.map { (setting: $0, distance: Self.distance(text, Self.words($0.name).joined())) }
            .filter { $0.distance <= max(1, min(3, text.count / 4)) }
        // Of `PORT` and `DATA_DIR`, words were left out or added.
        let wider = settings.filter { Self.isSubsequence(words, of: Self.words($0.name)) }
        let narrower = settings.filter {
            Self.words($0.name).count == words.count - 1 && Self.isSubsequence(Self.words($0.name), of: words)
        }
        let closest = near.map(\.distance).min()
        let likely = near.filter { $0.distance == closest }.map(\.setting)
        names = (likely.isEmpty ? wider.isEmpty ? narrower : wider : likely).prefix(2).map(\.name)
        // `REGISTRATION` and `ALLOWED_HOSTS` are settings without their group; `MODE` and `ENABLED` are everybody's
        // words.
        let isTelling = words.count > 1 || words.allSatisfy { $0.count >= 10 }
        isProtection =
            Self.protects(words) || near.contains { Self.protects(Self.words($0.setting.key)) }
            || (isTelling
                && wider.contains {
                    Self.protects(Self.words($0.key)) && Self.words($0.key).suffix(words.count) == words[...]
                })
    }

    /// Lower case, without our prefix: `AGENT_MEMORY_HTTP_PUBLIC_URL`, `http.publicUrl` and `http.public-url` are
    /// alike.
    private static func words(_ name: String) -> [String] {
        let isVariable = name.hasPrefix(EnvironmentName.prefix)
        var spread = ""
        for character in isVariable ? name.dropFirst(EnvironmentName.prefix.count) : name[...] {
            if !isVariable, character.isUppercase, spread.last?.isUppercase == false { spread.append("_") }
            spread.append(character)
        }
        return spread.lowercased().split { "_.-".contains($0) }.map(String.init)
    }

    private static func isSubsequence(_ part: [String], of whole: [String]) -> Bool {
        var rest = part[...]
        for word in whole where word == rest.first { rest = rest.dropFirst() }
        return !part.isEmpty && rest.isEmpty
    }

    /// How many letters to insert, leave out, change or swap with the next (optimal string alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard abs(left.count - right.count) <= 3 else { return .max }
        var rows = [[Int](0...right.count)]
        for (row, letter) in left.enumerated() {
            var next = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(
                    next[column] + 1,
                    rows[row][column + 1] + 1,
                    rows[row][column] + (letter == other ? 0 : 1)
                )
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    best = min(best, rows[row - 1][column - 1] + 1)
                }
                next.append(best)
            }
            rows.append(next)
        }
        return rows[left.count][right.count]
    }
}
