import Base
import Memories

/// The reason why a search found a memory: its place, and the share of each signal in its match.
struct WhyFound: Sendable {
    struct Signal: Sendable {
        let name: String
        /// The part that it adds, of the whole match: `0.54 of 0.94`.
        let part: String
        /// In per cent of the match.
        let share: Int
        /// Where its bar begins, in per cent.
        let start: Int
        /// The number of its colour.
        let color: Int
    }

    let query: String
    /// `number 2 of 14`.
    let place: String
    /// In per cent.
    let match: Int
    let signals: [Signal]
    /// The bar in words.
    let sentence: String

    /// - Parameters:
    ///   - answer: the results of the search, as the page of the list shows them.
    ///   - memory: one of them.
    /// - Returns: nil when it is not among them.
    init?(_ memory: Memory, in answer: SearchAnswer, of search: MemorySearch) {
        let name = OwnedID(memory)
        guard let index = answer.memories.firstIndex(where: { OwnedID($0.memory) == name }),
            let score = answer.memories[index].score
        else { return nil }
        query = search.text.beginning(200)
        place = localized("number \((search.request.offset + index + 1).grouped) of \(answer.total.grouped)")
        match = Int((score * 100).rounded())
        let words = min(answer.memories[index].words, score)
        let meaning = score > 0 ? Int(((score - words) / score * 100).rounded()) : 0
        func part(_ value: Double) -> String { localized("\(Self.decimal(value)) of \(Self.decimal(score))") }
        signals =
            score > 0
            ? [
                Signal(name: localized("Meaning"), part: part(score - words), share: meaning, start: 0, color: 1),
                Signal(name: localized("Words"), part: part(words), share: 100 - meaning, start: meaning, color: 2),
            ] : []
        let shares = signals.map { "\($0.name) \($0.share)" }.joined(separator: ", ")
        sentence = localized("\(shares) per cent of the match")
    }

    /// Two decimals.
    private static func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100)\(PageLanguage.current.point)\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
