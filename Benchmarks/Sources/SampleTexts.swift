import Glibc

/// Sentences of made-up words with the frequencies of a natural language (Zipf's law). The same in every run.
struct SampleTexts {
    private static let vocabulary = 20_000.0
    /// The most frequent words; like stop words, they are left out of queries.
    private static let stopped = 50.0

    private var generator: SplitMix

    init(seed: UInt64) {
        generator = SplitMix(state: seed)
    }

    /// Twelve words.
    mutating func sentence() -> String {
        (0..<12).map { _ in word(from: 1) }.joined(separator: " ")
    }

    /// Six words of any frequency: the most frequent ones are in a fifth of the memories.
    mutating func plainQuestion() -> String {
        (0..<6).map { _ in word(from: 1) }.joined(separator: " ")
    }

    /// Five words, none of them among the most frequent.
    mutating func question() -> String {
        (0..<5).map { _ in word(from: Self.stopped) }.joined(separator: " ")
    }

    /// A word of rank `first` or rarer; the logarithm of the rank is uniformly distributed.
    private mutating func word(from first: Double) -> String {
        let part = Double(generator.next() >> 11) / Double(1 << 53)
        return Self.spelling(Int(first * exp(part * log(Self.vocabulary / first))))
    }

    /// Syllables, the last one with a closing consonant, so that no stem equals another word's stem.
    private static func spelling(_ rank: Int) -> String {
        let (consonants, vowels) = (Array("bdfgklmnprtvz"), Array("aiou"))
        var rest = rank
        var result = ""
        repeat {
            result.append(consonants[rest % 13])
            rest /= 13
            result.append(vowels[rest % 4])
            rest /= 4
        } while rest > 0
        return result + "k"
    }
}
