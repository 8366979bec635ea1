/// How much a provider computes at the same time. The lanes send no more, so that what comes next waits for a slice,
/// not for a backlog.
package struct EmbeddingCapacity: Sendable, Hashable {
    /// Questions in flight.
    package let questions: Int
    /// Slices of documents in flight, and the bytes of text in all of them; one slice always fits.
    package let slices: Int
    package let bytes: Int
    /// What a slice holds at most. A longer text is a slice of its own.
    package let sliceTexts: Int
    package let sliceBytes: Int

    /// Every number is at least 1.
    package init(questions: Int, slices: Int, bytes: Int, sliceTexts: Int, sliceBytes: Int) {
        self.questions = max(1, questions)
        self.slices = max(1, slices)
        self.bytes = max(1, bytes)
        self.sliceTexts = max(1, sliceTexts)
        self.sliceBytes = max(1, sliceBytes)
    }

    /// Suits an endpoint that computes one request after another: of a bulk write one slice at a time, of small writes
    /// several.
    package static let modest = EmbeddingCapacity(
        questions: 16,
        slices: 8,
        bytes: 4_096,
        sliceTexts: 32,
        sliceBytes: 4_096
    )

    /// Full slices in flight.
    var fullSlices: Int { max(1, min(slices, bytes / sliceBytes)) }

    /// What a slice of this size occupies of `bytes`.
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

extension EmbeddingProvider {
    package var capacity: EmbeddingCapacity { .modest }
}
