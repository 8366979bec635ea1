import Base
import Memories

/// The cost of reading phrases about time in a question, compared with cutting the question into words.
struct TimeGroup {
    let effort: Effort

    func measure() async throws -> [Figure] {
        let plain = "Which editor does Ana prefer for her notes on the garden and the harbour?"
        let dated = "Which editor did Ana prefer for her notes on the garden last spring?"
        let event = "Which editor did Ana prefer for her notes since we moved to the harbour?"
        let now = SystemTime().now()
        func read(_ text: String) -> @Sendable (Int) async throws -> Void {
            { count in
                for _ in 0..<count { keep(TimeGrammar.phrase(in: text, now: now)) }
            }
        }
        let timings = try await Measure.together(
            [
                .init("words") { count in
                    for _ in 0..<count { keep(QueryWords.of(plain)) }
                },
                .init("plain", read(plain)), .init("dated", read(dated)), .init("event", read(event)),
            ],
            effort
        )
        let words = "the words of a question"
        return [.time(words, timings[0])]
            + zip(
                ["a question without a time", "a question about last spring", "a question about an event"],
                timings[1...]
            )
            .map { .time($0, $1, to: (words, timings[0])) }
    }
}
