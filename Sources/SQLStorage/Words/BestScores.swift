/// The scores of the best rows of a query so far: whether another row can still be among them is one comparison.
struct BestScores {
    private let limit: Int
    /// A heap with the least score first.
    private var heap: [Double] = []

    init(limit: Int) {
        self.limit = limit
        heap.reserveCapacity(min(limit, 1_024))
    }

    /// The score that a row must reach; nil while there are fewer rows than `limit`.
    var least: Double? { heap.count < limit ? nil : heap.first }

    mutating func insert(_ score: Double) {
        if heap.count < limit {
            heap.append(score)
            rise(from: heap.count - 1)
        } else if let least = heap.first, score > least {
            heap[0] = score
            sink()
        }
    }

    private mutating func rise(from start: Int) {
        var index = start
        while index > 0, heap[index] < heap[(index - 1) / 2] {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func sink() {
        var index = 0
        while true {
            var child = 2 * index + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < heap[index] else { return }
            heap.swapAt(child, index)
            index = child
        }
    }
}
