import Base

/// A memory as a language model extracted it.
struct ExtractedFact: Sendable, Hashable {
    let text: String
    let kind: MemoryKind
    let topics: [String]
    let entities: [String]
    let eventDate: Timestamp?
}

/// The answer of a model that was asked to extract memories.
enum ExtractionAnswer {
    static let most = 20
    static let textLength = 8_000

    /// At most `most` facts. One wrong memory makes the whole answer unusable: then nothing it says can be relied on.
    static func facts(_ answer: [String: JSONValue]) throws(LanguageFlaw) -> [ExtractedFact] {
        guard let items = answer["memories"]?.array else { throw .member("memories") }
        var facts: [ExtractedFact] = []
        for item in items.prefix(most) {
            guard let members = item.object,
                let text = LanguageAnswer.text(members["text"], upTo: textLength, keepingLines: true)
            else { throw .member("text") }
            let kind = members["type"]?.string.flatMap(MemoryKind.init) == .episodic ? MemoryKind.episodic : .semantic
            facts.append(
                ExtractedFact(
                    text: text,
                    kind: kind,
                    topics: LanguageAnswer.labels(members["topics"]),
                    entities: LanguageAnswer.labels(members["entities"]),
                    eventDate: kind == .episodic ? members["event_date"]?.string.flatMap(date) : nil
                )
            )
        }
        return facts
    }

    private static func date(_ text: String) -> Timestamp? {
        Timestamp(iso8601: text).flatMap { Timestamp.writable.contains($0) ? $0 : nil }
    }
}
