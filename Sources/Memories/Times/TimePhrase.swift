/// A phrase about time in a question.
package enum TimePhrase: Sendable, Hashable {
    case window(TimeWindow)
    /// An event that only a memory can date, as in "since we moved".
    case event(Side, words: String)

    /// Which times a phrase asks about, seen from a date or an event.
    package enum Side: Sendable, Hashable {
        case before
        /// From its beginning on.
        case since
        /// From its end on.
        case after
    }
}
