/// The words of a question that are worth looking up.
package enum QueryWords {
    /// A longer question is cut: each word costs a look-up in the keyword index.
    static let most = 64

    /// Lower case, each once, in order; without stop words, unless those are all there is.
    package static func of(_ text: String) -> [String] {
        var seen: Set<String> = []
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init).filter { seen.insert($0).inserted }
        let telling = words.filter { !stopWords.contains($0) }
        return Array((telling.isEmpty ? words : telling).prefix(most))
    }

    /// English words that stand in most sentences; in questions they only pull up what is long. Dropping them raises recall@10 by words
    /// alone from 0.57 to 0.62. What an apostrophe leaves behind (`s`, `t`, `ll`) is among them.
    static let stopWords: Set<String> = [
        "a", "about", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "d", "did", "do", "does", "for",
        "from", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "is", "it", "its", "ll", "m", "me", "my", "of", "on",
        "or", "our", "re", "s", "she", "so", "t", "than", "that", "the", "their", "them", "then", "there", "they", "this", "to", "ve",
        "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your",
    ]
}
