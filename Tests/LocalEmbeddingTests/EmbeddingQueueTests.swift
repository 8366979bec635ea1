import Memories
import Testing

@testable import LocalEmbedding

@Suite struct EmbeddingQueueTests {
    private func entries(_ count: Int, call: UInt64, text: String = "text") -> [EmbeddingQueue.Entry] {
        (0..<count).map { EmbeddingQueue.Entry(text: text, call: call, index: $0) }
    }

    @Test("Queries and documents wait in separate lanes") func lanes() {
        var queue = EmbeddingQueue(queryLimit: 10, documentLimit: 10)
        #expect(queue.add(entries(1, call: 1), for: .document) == true)
        #expect(queue.add(entries(1, call: 2), for: .query) == true)
        let queries = (0..<2).map { _ in queue.take(for: .query).map(\.call) }
        let documents = (0..<2).map { _ in queue.take(for: .document).map(\.call) }
        #expect(queries == [[2], []])
        #expect(documents == [[1], []])
    }

    @Test func keepsTheOrderOfArrival() {
        var queue = EmbeddingQueue(queryLimit: 10, documentLimit: 100)
        for call in 1...5 as ClosedRange<UInt64> { #expect(queue.add(entries(10, call: call), for: .document) == true) }
        var order: [UInt64] = []
        while case let taken = queue.take(for: .document), !taken.isEmpty { order += taken.map(\.call) }
        #expect(order.count == 50)
        #expect(order == order.sorted())
    }

    @Test func takesAboutOnePassAtATime() {
        var queue = EmbeddingQueue(queryLimit: 10, documentLimit: 1000)
        #expect(queue.add(entries(40, call: 1, text: "short"), for: .document) == true)
        #expect([queue.take(for: .document).count] == [EmbeddingQueue.documentTexts])
        var long = EmbeddingQueue(queryLimit: 100, documentLimit: 1000)
        #expect(long.add(entries(40, call: 1, text: String(repeating: "x", count: 100)), for: .document) == true)
        #expect([long.take(for: .document).count] == [2])
        #expect(long.add(entries(40, call: 1, text: String(repeating: "x", count: 500)), for: .query) == true)
        #expect([long.take(for: .query).count] == [2])
        var huge = EmbeddingQueue(queryLimit: 10, documentLimit: 1000)
        #expect(huge.add(entries(2, call: 1, text: String(repeating: "x", count: 100_000)), for: .document) == true)
        #expect([huge.take(for: .document).count] == [1])
    }

    @Test func takesAllOrNothingWhenFull() {
        var queue = EmbeddingQueue(queryLimit: 2, documentLimit: 3)
        #expect(queue.add(entries(2, call: 1), for: .document) == true)
        #expect(queue.add(entries(2, call: 2), for: .document) == false)
        #expect(queue.count == 2)
        #expect(queue.add(entries(1, call: 3), for: .document) == true)
        #expect(queue.add(entries(2, call: 4), for: .query) == true)
        #expect(queue.add(entries(1, call: 5), for: .query) == false)
    }

    @Test func removesACall() {
        var queue = EmbeddingQueue(queryLimit: 10, documentLimit: 100)
        for call in 1...3 as ClosedRange<UInt64> { #expect(queue.add(entries(20, call: call), for: .document) == true) }
        _ = queue.take(for: .document)
        queue.remove(call: 2)
        var rest: [UInt64] = []
        while case let taken = queue.take(for: .document), !taken.isEmpty { rest += taken.map(\.call) }
        #expect(rest == Array(repeating: 1, count: 16) + Array(repeating: 3, count: 20))
    }
}
