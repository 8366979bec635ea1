import Base
import Testing

@testable import Memories

@Suite("Answers of a language model are read as data") struct LanguageAnswerTests {
    private func facts(_ text: String) throws(LanguageFlaw) -> [ExtractedFact] {
        try ExtractionAnswer.facts(LanguageAnswer.object(text))
    }

    @Test(
        "Fences and thoughts around the object are ignored",
        arguments: [
            #"{"memories": [{"text": "Likes tea"}]}"#, "```json\n{\"memories\": [{\"text\": \"Likes tea\"}]}\n```",
            #"<think>{hm}</think> {"memories": [{"text": "Likes tea", "type": "semantic"}]}"#,
        ]
    )
    func objectIsFound(text: String) throws {
        #expect(try facts(text).map(\.text) == ["Likes tea"])
    }

    @Test(
        "An answer of another form is unusable",
        arguments: [
            ("", LanguageFlaw.notJSON), ("Sure!", .notJSON), ("[1]", .notJSON), (#"{"memories": ["#, .notJSON),
            (#"Here: {"memories": []}"#, .notJSON), (#"{"memories": []} {"memories": []}"#, .notJSON),
            ("{}", .member("memories")), (#"{"memories": {"text": "x"}}"#, .member("memories")),
            (#"{"memories": ["x"]}"#, .member("text")), (#"{"memories": [{"text": 5}]}"#, .member("text")),
            (#"{"memories": [{"text": " "}]}"#, .member("text")),
            (String(repeating: "[", count: 100_000), .notJSON),
            (
                #"{"memories": [{"text": "good"}, {"text": "\#(String(repeating: "a", count: 8_001))"}]}"#,
                .member("text")
            ),
        ] as [(String, LanguageFlaw)]
    )
    func otherFormsAreRefused(text: String, flaw: LanguageFlaw) {
        #expect(throws: flaw) { try facts(text) }
    }

    @Test("Counts, lengths and characters are limited")
    func limits() throws {
        let many = (0..<50).map { #"{"text": "fact \#($0)"}"# }.joined(separator: ",")
        #expect(try facts(#"{"memories": [\#(many)]}"#).count == ExtractionAnswer.most)
        let labels =
            (0..<40).map { #""t\#($0)""# }.joined(separator: ",") + #", 5, "\#(String(repeating: "l", count: 65))""#
        let fact = try #require(
            try facts(
                #"{"memories": [{"text": "a\u0000b\u001b[31m\u202ec\nd", "topics": [\#(labels)], "entities": "x"}]}"#
            ).first
        )
        #expect(fact.text == "a b [31m c\nd")
        #expect(fact.topics.count == 16 && fact.entities.isEmpty && fact.kind == .semantic)
    }

    @Test("Only an episodic memory has a date, and only one that can be written")
    func dates() throws {
        let dates = try facts(
            #"""
            {"memories": [{"text": "a", "type": "episodic", "event_date": "2026-01-02T03:04:05Z"},
            {"text": "b", "type": "semantic", "event_date": "2026-01-02"}, {"text": "c", "type": "episodic", "event_date": "soon"}]}
            """#
        ).map(\.eventDate)
        #expect(dates == [Timestamp(iso8601: "2026-01-02T03:04:05Z"), nil, nil])
    }
}
