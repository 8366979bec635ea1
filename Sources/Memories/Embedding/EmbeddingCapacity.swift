/// How much a provider computes at the same time. The lanes send no more than this, so that a new request waits for one
/// slice and not for a backlog.
package struct EmbeddingCapacity: Sendable, Hashable {
    /// Questions in flight, and the bytes of text in all of them. One party may use half of each, so that one person's
    /// long questions leave room for other people's.
    package let questions: Int
    package let questionBytes: Int
    /// Slices of documents in flight, and the bytes of text in all of them; one slice always fits.
    package let slices: Int
    package let bytes: Int
    /// The most texts and bytes in a slice. A longer text is a slice of its own.
    package let sliceTexts: Int
    package let sliceBytes: Int

    /// Every number is at least 1.
    package init(
        questions: Int,
        questionBytes: Int,
        slices: Int,
        bytes: Int,
        sliceTexts: Int,
        sliceBytes: Int
    ) {
        self.questions = max(1, questions)
        self.questionBytes = max(1, questionBytes)
        self.slices = max(1, slices)
        self.bytes = max(1, bytes)
        self.sliceTexts = max(1, sliceTexts)
        self.sliceBytes = max(1, sliceBytes)
    }

    /// Suits an endpoint that computes one request after another: one slice of a bulk write at a time, several small
    /// writes at once.
    package static let modest = EmbeddingCapacity(
        questions: 16,
        questionBytes: 16_384,
        slices: 8,
        bytes: 4_096,
        sliceTexts: 32,
        sliceBytes: 4_096
    )

    /// The limits in flight for a purpose: of all parties together, and of one party.
    func budgets(for purpose: EmbeddingPurpose) -> (all: EmbeddingBudget, party: EmbeddingBudget) {
        switch purpose {
        case .query:
            let all = EmbeddingBudget(slices: questions, bytes: questionBytes)
            return (all, EmbeddingBudget(slices: max(1, questions / 2), bytes: max(1, questionBytes / 2)))
        case .document:
            let all = EmbeddingBudget(slices: slices, bytes: bytes)
            return (all, all)
        }
    }

    /// The bytes in flight that a slice of this size occupies.
    func cost(ofBytes count: Int) -> Int { min(count, sliceBytes) }

    /// Cuts texts into slices, in order.
    func slices(of texts: [String]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        var size = 0
        for (index, text) in texts.enumerated() {
            let bytes = text.utf8.count
            if index > start, index - start == sliceTexts || size + bytes > sliceBytes {
                ranges.append(start..<index)
                (start, size) = (index, 0)
            }
            size += bytes
        }
        if start < texts.count { ranges.append(start..<texts.count) }
        return ranges
    }
}

/// An amount in flight, or a limit for it.
struct EmbeddingBudget: Sendable, Hashable {
    static let empty = EmbeddingBudget(slices: 0, bytes: 0)

    var slices: Int
    var bytes: Int

    /// Whether another slice fits next to `used`, which is in flight. One slice always fits, however large.
    func admits(bytes cost: Int, alongside used: EmbeddingBudget) -> Bool {
        used.slices == 0 || used.slices < slices && used.bytes + cost <= bytes
    }

    mutating func add(bytes cost: Int) {
        slices += 1
        bytes += cost
    }

    mutating func remove(bytes cost: Int) {
        slices -= 1
        bytes -= cost
    }
}

extension EmbeddingProvider {
    package var capacity: EmbeddingCapacity { .modest }
}
