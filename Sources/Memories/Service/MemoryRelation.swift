import Base

/// How a new memory relates to one that the user already has, judged by their words alone: no language model runs here.
package enum MemoryRelation: String, Sendable, Hashable, CaseIterable {
    /// Both say the same.
    case nearDuplicate = "near_duplicate"
    /// Both say something about one attribute of one entity, but different values of it.
    case contradiction = "likely_contradiction"

    /// The cosine similarity, and the share of common words, from which two memories say the same.
    private static let similarityOfDuplicates = 0.9
    private static let commonWordsOfDuplicates = 0.8
    /// A value is short: "Lisbon", "the first of May".
    private static let longestValue = 4

    /// The relation; nil when there is none.
    /// - Parameter similarity: the cosine similarity of their vectors; nil when one has none.
    static func of(_ new: Memory, _ old: Memory, similarity: Double?) -> MemoryRelation? {
        guard mayShareAnEntity(new, old) else { return nil }
        let (fresh, former) = (Statement(new.text), Statement(old.text))
        guard !fresh.words.isEmpty, !former.words.isEmpty else { return nil }
        // Two events do not contradict each other.
        if new.kind == .semantic, old.kind == .semantic, contradict(fresh, former) { return .contradiction }
        guard fresh.isNegated == former.isNegated else { return nil }
        let isSimilar = (similarity ?? 0) >= similarityOfDuplicates
        return isSimilar || commonShare(fresh.words, former.words) >= commonWordsOfDuplicates ? .nearDuplicate : nil
    }

    private static func mayShareAnEntity(_ new: Memory, _ old: Memory) -> Bool {
        let (named, known) = (new.entities.map { $0.lowercased() }, old.entities.map { $0.lowercased() })
        return named.isEmpty || known.isEmpty || named.contains(where: known.containsExactly)
    }

    /// The common beginning names entity and attribute ("Ana lives in"), and what differs are two values.
    private static func contradict(_ new: Statement, _ old: Statement) -> Bool {
        guard new.words != old.words else { return new.isNegated != old.isNegated }
        guard new.isNegated == old.isNegated else { return false }
        let start = zip(new.words, old.words).prefix { $0 == $1 }.count
        let (rest, former) = (new.words.dropFirst(start), old.words.dropFirst(start))
        let end = zip(rest.reversed(), former.reversed()).prefix { $0 == $1 }.count
        let values = [rest.count - end, former.count - end]
        guard start >= 2, values.allSatisfy({ 1...longestValue ~= $0 }), start + end >= values.max() ?? 0 else {
            return false
        }
        return !new.words.prefix(start).contains(where: Statement.severalValues.contains)
    }

    /// The share of the words of both that are in both, 0 to 1.
    private static func commonShare(_ new: [String], _ old: [String]) -> Double {
        let (new, old) = (Set(new), Set(old))
        return Double(new.intersection(old).count) / Double(new.union(old).count)
    }
}

/// A text as stems without its negation.
private struct Statement {
    let words: [String]
    let isNegated: Bool

    init(_ text: String) {
        var all = Self.stems(text)
        // An apostrophe separates words: "doesn", "t".
        for index in all.indices.dropFirst() where all[index] == "t" && all[index - 1].hasSuffix("n") {
            all[index] = "not"
        }
        isNegated = all.contains(where: Self.negations.contains)
        words = isNegated ? all.filter { !Self.negations.contains($0) && !Self.auxiliaries.contains($0) } : all
    }

    /// Lower-case English stems in order; a script without spaces gives one word for each unit.
    private static func stems(_ text: String) -> [String] {
        var words: [String] = []
        WordTokens.split(text) { kind, bytes, starts in
            switch kind {
            case .word(isPlain: true):
                var stem = bytes
                PorterStem.reduce(&stem)
                words.append(String(decoding: stem, as: UTF8.self))
            case .word, .symbol: words.append(String(decoding: bytes, as: UTF8.self))
            case .run:
                for (start, end) in zip(starts, starts.dropFirst() + [bytes.count]) {
                    words.append(String(decoding: bytes[start..<end], as: UTF8.self))
                }
            }
        }
        return words
    }

    private static func stemmed(_ words: [String]) -> Set<String> { Set(words.flatMap(stems)) }

    private static let negations = stemmed(StatementWords.negations)
    private static let auxiliaries = stemmed(StatementWords.auxiliaries)
    static let severalValues = stemmed(StatementWords.severalValues)
}
