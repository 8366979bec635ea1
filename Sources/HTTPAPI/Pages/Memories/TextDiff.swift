/// The difference of two texts, word by word.
struct TextDiff: Sendable {
    /// Words that both have, or only one of them.
    struct Run: Sendable, Equatable {
        let text: String
        let isAdded: Bool
        let isRemoved: Bool
    }

    let runs: [Run]

    /// The most words that are compared; longer texts are shown without a comparison.
    private static let limit = 400

    /// - Parameter old: the text before; nil for a first one.
    init(_ new: String, from old: String?) {
        guard let old else {
            runs = [Run(text: new, isAdded: false, isRemoved: false)]
            return
        }
        let (before, after) = (Self.words(old), Self.words(new))
        guard before.count <= Self.limit, after.count <= Self.limit else {
            runs = [Run(text: new, isAdded: false, isRemoved: false)]
            return
        }
        // The length of the longest common part of what follows each pair of words.
        var common = [[Int]](repeating: [Int](repeating: 0, count: after.count + 1), count: before.count + 1)
        for i in before.indices.reversed() {
            for j in after.indices.reversed() {
                common[i][j] =
                    before[i] == after[j] ? common[i + 1][j + 1] + 1 : max(common[i + 1][j], common[i][j + 1])
            }
        }
        var (i, j) = (0, 0)
        var runs: [Run] = []
        func add(_ word: Substring, added: Bool, removed: Bool) {
            if let last = runs.last, last.isAdded == added, last.isRemoved == removed {
                runs[runs.count - 1] = Run(text: last.text + word, isAdded: added, isRemoved: removed)
            } else {
                runs.append(Run(text: String(word), isAdded: added, isRemoved: removed))
            }
        }
        while i < before.count || j < after.count {
            if i < before.count, j < after.count, before[i] == after[j] {
                add(after[j], added: false, removed: false)
                (i, j) = (i + 1, j + 1)
            } else if j == after.count || (i < before.count && common[i + 1][j] >= common[i][j + 1]) {
                add(before[i], added: false, removed: true)
                i += 1
            } else {
                add(after[j], added: true, removed: false)
                j += 1
            }
        }
        self.runs = runs
    }

    /// The same in at most this many characters: what both texts have is shortened first.
    func shortened(to most: Int) -> [Run] {
        var left = most
        var shown: [Run] = []
        for run in runs {
            guard left > 0 else {
                shown.append(Run(text: "…", isAdded: false, isRemoved: false))
                break
            }
            let isSame = !run.isAdded && !run.isRemoved && runs.count > 1
            let text = run.text.beginning(isSame ? min(left, Self.around) : left)
            left -= text.count
            shown.append(Run(text: text, isAdded: run.isAdded, isRemoved: run.isRemoved))
        }
        return shown
    }

    /// The characters that are shown of a part that both texts have.
    private static let around = 120

    /// The words with the white space that follows each.
    private static func words(_ text: String) -> [Substring] {
        var words: [Substring] = []
        var start = text.startIndex
        var index = start
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index].isWhitespace, next == text.endIndex || !text[next].isWhitespace {
                words.append(text[start..<next])
                start = next
            }
            index = next
        }
        if start < text.endIndex { words.append(text[start...]) }
        return words
    }
}
