import Memories
import Testing

@testable import LocalEmbedding

@Suite struct EmbeddingQueueTests {
    private func entries(_ count: Int, call: UInt64, text: String = "text") -> [EmbeddingQueue.Entry] {
        (0..<count).map { EmbeddingQueue.Entry(text: text, call: call, index: $0) }
    }

    @Test func queriesPassDocuments() {
        var queue = EmbeddingQueue(queryLimit: 10, documentLimit: 10)
        #expect(queue.add(entries(1, call: 1), for: .document) == true)
        #expect(queue.add(entries(1, call: 2), for: .query) == true)
        let taken = (0..<3).map { _ in queue.take().map(\.call) }
        #expect(taken == [[2], [1], []])
    }

    @Test func documentsGetTheirTurnHoweverManyQueriesCome() {
        var queue = EmbeddingQueue(queryLimit: 1000, documentLimit: 10)
        #expect(queue.add(entries(1, call: 1), for: .document) == true)
        #expect(queue.add(entries(1000, call: 2), for: .query) == true)
        let taken = (0..<EmbeddingQueue.documentTurn).flatMap { _ in queue.take() }
        #expect(taken.contains { $0.call == 1 })
    }

    @Test func keepsTheOrderOfArrival() {
        var queue = EmbeddingQueue(queryLimit: 10, documentLimit: 100)
        for call in 1...5 as ClosedRange<UInt64> { #expect(queue.add(entries(10, call: call), for: .document) == true) }
        var order: [UInt64] = []
        while case let taken = queue.take(), !taken.isEmpty { order += taken.map(\.call) }
        #expect(order.count == 50)
        #expect(order == order.sorted())
    }

    @Test func takesAboutOnePassAtATime() {
        var queue = EmbeddingQueue(queryLimit: 10, documentLimit: 1000)
        #expect(queue.add(entries(40, call: 1, text: "short"), for: .document) == true)
        #expect([queue.take().count] == [EmbeddingQueue.takeTexts])
        var long = EmbeddingQueue(queryLimit: 10, documentLimit: 1000)
        #expect(long.add(entries(40, call: 1, text: String(repeating: "x", count: 500)), for: .document) == true)
        #expect([long.take().count] == [2])
        var huge = EmbeddingQueue(queryLimit: 10, documentLimit: 1000)
        #expect(huge.add(entries(2, call: 1, text: String(repeating: "x", count: 100_000)), for: .document) == true)
        #expect([huge.take().count] == [1])
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

    @Test func forgetsACall() {
        var queue = EmbeddingQueue(queryLimit: 10, documentLimit: 100)
        for call in 1...3 as ClosedRange<UInt64> { #expect(queue.add(entries(20, call: call), for: .document) == true) }
        _ = queue.take()
        queue.remove(call: 2)
        var rest: [UInt64] = []
        while case let taken = queue.take(), !taken.isEmpty { rest += taken.map(\.call) }
        #expect(rest == Array(repeating: 1, count: 4) + Array(repeating: 3, count: 20))
    }
}
