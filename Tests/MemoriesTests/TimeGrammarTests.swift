import Base
import Testing

@testable import Memories

@Suite("Phrases about time in questions")
struct TimeGrammarTests {
    /// Sunday, 29 November 2026, 20:00 UTC.
    private static let now = Timestamp(iso8601: "2026-11-29T20:00:00Z")!

    /// `2026-11-28/2026-11-29`: the days of the window's ends; an open end is empty.
    private func days(_ text: String, _ now: Timestamp = now, minutesAhead: Int = 0) -> String? {
        guard let phrase = TimeGrammar.phrase(in: text, now: now, minutesAhead: minutesAhead) else { return nil }
        switch phrase {
        case .window(let window):
            return [window.from, window.to].map { $0.map { String($0.description.prefix(10)) } ?? "" }.joined(
                separator: "/"
            )
        case .event(let side, let words): return "\(side): \(words)"
        }
    }

    @Test(
        "English phrases, in a question and alone",
        arguments: [
            ("yesterday", "2026-11-28/2026-11-29"), ("today", "2026-11-29/2026-11-30"),
            ("tomorrow", "2026-11-30/2026-12-01"), ("the day before yesterday", "2026-11-27/2026-11-28"),
            ("the day after tomorrow", "2026-12-01/2026-12-02"), ("yesterday evening", "2026-11-28/2026-11-29"),
            ("last night", "2026-11-28/2026-11-29"), ("this morning", "2026-11-29/2026-11-30"),
            ("last week", "2026-11-16/2026-11-23"), ("this week", "2026-11-23/2026-11-30"),
            ("next week", "2026-11-30/2026-12-07"), ("last weekend", "2026-11-21/2026-11-23"),
            ("last month", "2026-10-01/2026-11-01"), ("last quarter", "2026-07-01/2026-10-01"),
            ("last year", "2025-01-01/2026-01-01"), ("this year", "2026-01-01/2027-01-01"),
            ("last spring", "2026-03-01/2026-06-01"), ("last winter", "2025-12-01/2026-03-01"),
            ("last autumn", "2025-09-01/2025-12-01"), ("this fall", "2026-09-01/2026-12-01"),
            ("next summer", "2027-06-01/2027-09-01"), ("in spring", "2026-03-01/2026-06-01"),
            ("in the summer of 2024", "2024-06-01/2024-09-01"), ("in winter 2022", "2022-12-01/2023-03-01"),
            ("summer last year", "2025-06-01/2025-09-01"), ("before March", "/2026-03-01"),
            ("in march", "2026-03-01/2026-04-01"), ("in December", "2025-12-01/2026-01-01"),
            ("last November", "2025-11-01/2025-12-01"), ("this March", "2026-03-01/2026-04-01"),
            ("next March", "2027-03-01/2027-04-01"), ("since May", "2026-05-01/"), ("after May", "2026-06-01/"),
            ("until May", "/2026-06-01"), ("in May 2023", "2023-05-01/2023-06-01"),
            ("May 2023", "2023-05-01/2023-06-01"), ("in March of 2023", "2023-03-01/2023-04-01"),
            ("in March last year", "2025-03-01/2025-04-01"), ("on May 5, 2023", "2023-05-05/2023-05-06"),
            ("5 May 2023", "2023-05-05/2023-05-06"), ("on the 5th of May", "2026-05-05/2026-05-06"),
            ("on May 5", "2026-05-05/2026-05-06"), ("on December 24", "2025-12-24/2025-12-25"),
            ("on 2023-05-01", "2023-05-01/2023-05-02"), ("2023-05", "2023-05-01/2023-06-01"),
            ("in 2023", "2023-01-01/2024-01-01"), ("since 2019", "2019-01-01/"), ("before 2020", "/2020-01-01"),
            ("after 2021", "2022-01-01/"), ("between 2019 and 2021", "2019-01-01/2022-01-01"),
            ("from March to May", "2026-03-01/2026-06-01"), ("between November and February", "2025-11-01/2026-03-01"),
            ("in the year 2021", "2021-01-01/2022-01-01"), ("two weeks ago", "2026-11-12/2026-11-19"),
            ("3 days ago", "2026-11-26/2026-11-27"), ("a month ago", "2026-10-14/2026-11-14"),
            ("two years ago", "2024-06-02/2025-05-29"), ("a couple of weeks ago", "2026-11-12/2026-11-19"),
            ("a few days ago", "2026-11-26/2026-11-27"), ("an hour ago", "2026-11-29/2026-11-29"),
            ("in the last three weeks", "2026-11-08/2026-11-29"), ("the past week", "2026-11-22/2026-11-29"),
            ("over the last few months", "2026-08-29/2026-11-29"), ("in the last 24 hours", "2026-11-28/2026-11-29"),
            ("in the next 3 days", "2026-11-29/2026-12-03"),
            ("since last summer", "2026-06-01/"), ("since yesterday", "2026-11-28/"),
            ("on Monday", "2026-11-23/2026-11-24"), ("last Friday", "2026-11-27/2026-11-28"),
            ("on Sunday", "2026-11-29/2026-11-30"), ("last Sunday", "2026-11-22/2026-11-23"),
            ("next Friday", "2026-12-04/2026-12-05"), ("this Tuesday", "2026-11-24/2026-11-25"),
            ("early 2023", "2023-01-01/2023-05-02"), ("in mid-March", "2026-03-11/2026-03-21"),
            ("late last year", "2025-09-01/2026-01-01"), ("at the end of May", "2026-05-21/2026-06-01"),
            ("the end of 2023", "2023-09-01/2024-01-01"), ("since we moved", "since: we moved"),
            ("before I changed jobs", "before: i changed jobs"),
        ]
    )
    func english(phrase: String, window: String) {
        for text in [phrase, "What did Ann do \(phrase)?", "\(phrase), what did Ann say?"] {
            #expect(days(text) == window, "\(text)")
        }
    }

    @Test(
        "German phrases",
        arguments: [
            ("gestern", "2026-11-28/2026-11-29"), ("vorgestern", "2026-11-27/2026-11-28"),
            ("heute", "2026-11-29/2026-11-30"), ("übermorgen", "2026-12-01/2026-12-02"),
            ("gestern Abend", "2026-11-28/2026-11-29"), ("letzte Woche", "2026-11-16/2026-11-23"),
            ("im letzten Jahr", "2025-01-01/2026-01-01"), ("letzten Frühling", "2026-03-01/2026-06-01"),
            ("vor zwei Wochen", "2026-11-12/2026-11-19"), ("vor einem Monat", "2026-10-14/2026-11-14"),
            ("vor ein paar Tagen", "2026-11-26/2026-11-27"), ("vor März", "/2026-03-01"),
            ("seit Mai", "2026-05-01/"), ("bis Mai", "/2026-06-01"), ("nach Mai", "2026-06-01/"),
            ("im März", "2026-03-01/2026-04-01"), ("im Sommer 2022", "2022-06-01/2022-09-01"),
            ("zwischen März und Mai", "2026-03-01/2026-06-01"), ("am 5. Mai 2023", "2023-05-05/2023-05-06"),
            ("am 5. Mai", "2026-05-05/2026-05-06"), ("am 1.5.2023", "2023-05-01/2023-05-02"),
            ("am Montag", "2026-11-23/2026-11-24"), ("Anfang 2023", "2023-01-01/2023-05-02"),
            ("in den letzten drei Wochen", "2026-11-08/2026-11-29"), ("seit zwei Wochen", "2026-11-15/"),
            ("nächsten Freitag", "2026-12-04/2026-12-05"), ("im Jahr 2023", "2023-01-01/2024-01-01"),
            ("in 2023", "2023-01-01/2024-01-01"), ("seit wir umgezogen sind", "since: wir umgezogen sind"),
        ]
    )
    func german(phrase: String, window: String) {
        for text in [phrase, "Was machte Ann \(phrase)?"] { #expect(days(text) == window, "\(text)") }
    }

    @Test(
        "Words that only look like dates",
        arguments: [
            "May I see the plan?", "What may we eat?", "this may be wrong", "The march on Washington", "march on",
            "Give me a second", "the second item", "What does April like?", "a letter from June", "books by August",
            "What should I spring on him?", "Did the leaves fall?", "in 2048 bits", "after 2000 meters", "error 1984",
            "port 2000", "room 2023", "in 5 minutes", "in two days", "version 1.5.2", "10.0.0.1", "the last item",
            "last name", "next step", "this time", "after work", "before dinner", "since it is red",
            "in the spring of the watch", "march-2023-report", "the file may_2023.txt", "\"Yesterday\" by the Beatles",
            "Who wrote “last year”?", "`since 2019`", "years of experience", "three months", "a year",
            "the last day of the trip", "Friday", "Sunday school", "at 5 pm", "by May", "room 5. May I come in?",
            "half past three", "the past tense", "early bird", "the start date", "end of file", "mp3 of 2023x",
            "COVID-19",
            "in #2023", "last minute changes", "2023-13-45", "in 1800", "v2023-05", "",
            "Was kostet das?", "in der Nacht", "der letzte Tag", "vor Ort", "nach Berlin", "seit wann",
            "last 3 of them", "two weeks", "between you and me", "from 9 to 5", "since when", "how long ago",
        ]
    )
    func hostile(text: String) {
        #expect(days(text) == nil)
    }

    @Test("A date counts before an event, and the first date before others")
    func order() {
        #expect(days("since we met in 2019 or in 2020") == "2019-01-01/2020-01-01")
        #expect(days("last spring or in 2020") == "2026-03-01/2026-06-01")
    }

    @Test("The person's clock decides which day it is")
    func zones() throws {
        func from(_ minutes: Int) -> Timestamp? {
            guard
                case .window(let window) = TimeGrammar.phrase(in: "yesterday", now: Self.now, minutesAhead: minutes)
            else { return nil }
            return window.from
        }
        #expect(from(0) == Timestamp(iso8601: "2026-11-28T00:00:00Z"))
        #expect(from(300) == Timestamp(iso8601: "2026-11-28T19:00:00Z"))
        #expect(from(-300) == Timestamp(iso8601: "2026-11-28T05:00:00Z"))
    }

    @Test(
        "Ends of months and years",
        arguments: [
            ("2024-03-31T12:00:00Z", "a month ago", "2024-02-14/2024-03-16"),
            ("2026-01-01T00:00:00Z", "last month", "2025-12-01/2026-01-01"),
            ("2026-01-15T00:00:00Z", "this winter", "2025-12-01/2026-03-01"),
            ("2026-01-15T00:00:00Z", "last quarter", "2025-10-01/2026-01-01"),
            ("2024-02-29T12:00:00Z", "on February 29", "2024-02-29/2024-03-01"),
            ("2026-03-02T12:00:00Z", "last weekend", "2026-02-28/2026-03-02"),
        ]
    )
    func edges(now: String, phrase: String, window: String) throws {
        #expect(days(phrase, try #require(Timestamp(iso8601: now))) == window)
    }

    @Test("A long text has no phrase, and any text and clock are read without a trap")
    func robust() {
        #expect(days("yesterday " + String(repeating: "x ", count: 400)) == nil)
        var random = SplitMix(state: 7)
        let words =
            TimeLanguage.all.flatMap(\.meanings.keys).sorted() + [
                "5", "31.", "2023", "1000", ",", "-", "\"", "2023-05", "ü", "“",
            ]
        for _ in 0..<20_000 {
            let text = (0..<Int(random.next() % 9)).map { _ in words[Int(random.next() % UInt64(words.count))] }
            let now = Timestamp(seconds: Int64(random.next() % 315_537_897_599) - 62_135_596_800)
            _ = TimeGrammar.phrase(
                in: text.joined(separator: " "),
                now: now,
                minutesAhead: Int(random.next() % 1_681) - 840
            )
        }
        _ = TimeGrammar.phrase(in: "last year", now: Timestamp(milliseconds: .max))
        _ = TimeGrammar.phrase(in: "1000 years ago", now: Timestamp(milliseconds: .min), minutesAhead: -840)
    }

    private struct SplitMix {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
