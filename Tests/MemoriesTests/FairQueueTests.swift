import Base
import Identity
import TestSupport
import Testing

@testable import Memories

@Suite("Taking turns") struct FairQueueTests {
    private func party(_ name: String, of workspace: String) throws -> EmbeddingParty {
        EmbeddingParty(try AccessPolicy.access(People.service(in: People.team(workspace)), user: name, to: .write))
    }

    @Test("Workspaces take turns, and so do people within one; the items of a person keep their order")
    func turns() throws {
        var queue = FairQueue<String>()
        queue.append(["a1", "a2", "a3", "a4"], of: try party("ann", of: "one"))
        queue.append(["b1", "b2"], of: try party("bob", of: "one"))
        queue.append(["c1", "c2"], of: try party("cy", of: "two"))
        queue.append(["a5"], of: try party("ann", of: "one"))
        var taken: [String] = []
        while let next = queue.take(of: { _ in true }, if: { _ in true }) { taken.append(next) }
        #expect(taken == ["a1", "c1", "b1", "c2", "a2", "b2", "a3", "a4", "a5"])
        #expect(queue.count == 0)
    }

    @Test("Nothing overtakes an item that does not fit")
    func fitting() throws {
        var queue = FairQueue<Int>()
        queue.append([9, 1], of: try party("ann", of: "one"))
        queue.append([1], of: try party("bob", of: "two"))
        let taken = [5, 10, 5].map { most in queue.take(of: { _ in true }, if: { $0 < most }) }
        #expect(taken == [nil, 9, 1])
    }

    @Test("A party with enough in flight is passed over and keeps its place")
    func passedOver() throws {
        var queue = FairQueue<String>()
        queue.append(["a1", "a2"], of: try party("ann", of: "one"))
        queue.append(["b1"], of: try party("bob", of: "one"))
        queue.append(["c1"], of: try party("cy", of: "two"))
        let first = queue.take(of: { !$0.hasPrefix("a") }, if: { _ in true })
        let second = queue.take(of: { !$0.hasPrefix("a") }, if: { _ in true })
        let none = queue.take(of: { !$0.hasPrefix("a") }, if: { _ in true })
        #expect([first, second, none] == ["b1", "c1", nil])
        let rest = (0..<2).map { _ in queue.take(of: { _ in true }, if: { _ in true }) }
        #expect(rest == ["a1", "a2"])
    }

    @Test("Removing texts keeps the rest in order")
    func removal() throws {
        var queue = FairQueue<Int>()
        let (ann, bob) = (try party("ann", of: "one"), try party("bob", of: "one"))
        queue.append([1, 2, 3], of: ann)
        queue.append([4], of: bob)
        queue.remove(of: ann) { $0 != 2 }
        queue.remove(of: bob) { _ in true }
        queue.remove(of: bob) { _ in true }
        let taken = (0..<2).map { _ in queue.take(of: { _ in true }, if: { _ in true }) }
        #expect(taken == [2, nil])
    }

    @Test("Canonically equivalent names are different people")
    func names() throws {
        #expect(try party("jos\u{e9}", of: "one") != party("jose\u{301}", of: "one"))
    }

    @Test("Slices have at most so many texts and bytes; a longer text gets its own slice")
    func slices() {
        let capacity = EmbeddingCapacity(
            questions: 1,
            questionBytes: 1,
            slices: 1,
            bytes: 10,
            sliceTexts: 3,
            sliceBytes: 10
        )
        let cases: [(sizes: [Int], slices: [Range<Int>])] = [
            ([], []), ([1], [0..<1]), ([1, 1, 1, 1], [0..<3, 3..<4]), ([5, 5, 5], [0..<2, 2..<3]),
            ([99, 1, 99, 99], [0..<1, 1..<2, 2..<3, 3..<4]),
            ([0, 0, 0], [0..<3]),
        ]
        for (sizes, slices) in cases {
            #expect(capacity.slices(of: sizes.map { String(repeating: "x", count: $0) }) == slices)
        }
    }

    @Test("A pause doubles with each failure up to 30 s, and a success ends it")
    func pauses() throws {
        var pauses = EmbeddingPauses(capacity: 16)
        let clock = ManualClock()
        let ann = try party("ann", of: "one")
        func isPaused(_ party: EmbeddingParty) -> Bool { pauses.holds(party, at: clock.now()) }
        for seconds in [2, 4, 8, 16, 30, 30] as [Int64] {
            pauses.failed(ann, at: clock.now())
            // Requests sent together fail together and count once.
            pauses.failed(ann, at: clock.now())
            clock.advance(by: .milliseconds(seconds * 1_000 - 1))
            let before = isPaused(ann)
            clock.advance(by: .milliseconds(1))
            let after = isPaused(ann)
            #expect(before && !after, "after \(seconds) s")
        }
        pauses.succeeded(ann)
        pauses.failed(ann, at: clock.now())
        let others = isPaused(try party("bob", of: "one"))
        clock.advance(by: .seconds(2))
        let own = isPaused(ann)
        #expect(!others && !own)
    }
}
