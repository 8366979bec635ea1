/// The words of a language for the grammar of time. A further language is a further table.
struct TimeLanguage: Sendable {
    /// By word in lower case.
    let meanings: [String: [TimeWord]]
    /// Words that begin an event of a person's life, as in "since we moved".
    let subjects: Set<String>
    /// Words that may follow a year. A noun may not: "in 2048 bits" names an amount.
    let followers: Set<String>
    /// Whether `5.` is an ordinal.
    let hasStopOrdinals: Bool

    static let all = [english, german]

    /// The words without which a question has no phrase about time.
    static let anchors = Set(all.flatMap { $0.meanings.filter { $0.value.contains(where: \.isAnchor) }.keys })

    /// - Parameter words: for each meaning its words, with spaces between them.
    init(_ words: [(TimeWord, String)], subjects: String, followers: String, hasStopOrdinals: Bool = false) {
        var meanings: [String: [TimeWord]] = [:]
        for (meaning, list) in words {
            for word in list.split(separator: " ") { meanings[String(word), default: []].append(meaning) }
        }
        self.meanings = meanings
        self.subjects = Self.set(subjects)
        self.followers = Self.set(followers)
        self.hasStopOrdinals = hasStopOrdinals
    }

    private static func set(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }
}

extension TimeWord {
    fileprivate var isAnchor: Bool {
        switch self {
        case .day, .daytime, .month, .weekday, .season, .unit, .before, .since, .after: true
        case .number, .relative, .past, .ago, .agoAhead, .third, .within, .until, .between, .from, .to, .and, .article,
            .of:
            false
        }
    }
}
