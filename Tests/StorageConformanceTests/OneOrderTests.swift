import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct OneOrderTests {
    /// The same memories and questions in every run.
    private struct Sample {
        let texts: [(text: String, vector: Vector)]
        let questions: [(words: [String], vector: Vector)]

        init() throws {
            var random = SplitMix64(seed: 17)
            let words = [
                "violin", "violins", "concerto", "climbing", "climbed", "mountain", "mountains", "tea", "cake", "the",
                "of", "Haus",
                "Häuser", "café", "soup", "window", "river", "rivers", "running", "runs", "東京", "京都", "大阪城", "🎻",
                "blue", "red",
                "garden", "gardens", "letter", "letters", "7", "2024", "train", "trains", "station", "music",
            ]
            func vector() throws -> Vector {
                let elements = (0..<8).map { _ in Float.random(in: -1...1, using: &random) }
                return try #require(Vector(normalising: elements))
            }
            texts = try (0..<200).map { _ in
                let length = Int.random(in: 2...20, using: &random)
                let text = (0..<length).map { _ in
                    // The first words are much more frequent than the last.
                    words[
                        min(
                            Int.random(in: 0..<words.count, using: &random),
                            Int.random(in: 0..<words.count, using: &random)
                        )
                    ]
                }
                return (text.joined(separator: " "), try vector())
            }
            questions = try (0..<50).map { _ in
                let length = Int.random(in: 1...4, using: &random)
                return ((0..<length).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }, try vector())
            }
        }
    }

    /// The memories that a question finds, best first.
    private struct Found {
        var ids: [String] = []
        var scores: [Double] = []

        init(_ found: [MemoryStoreFixture.Found], by score: (MemoryStoreFixture.Found) -> Double?) {
            let scored = found.compactMap { one in score(one).map { (one.memory.id, $0) } }
            for (id, score) in scored.sorted(by: { ($0.1, $1.0) > ($1.1, $0.0) }) {
                ids.append(id)
                scores.append(score)
            }
        }
    }

    private func filled(_ backend: Backend, _ sample: Sample) async throws -> MemoryStoreFixture {
        let fixture = try await MemoryStoreFixture(backend)
        for (index, one) in sample.texts.enumerated() {
            // Bob's memories must not change Ann's scores.
            let owner = index % 4 == 3 ? fixture.bob : fixture.ann
            try await fixture.remember(owner, "m\(1_000 + index)", one.text, vector: one.vector)
        }
        return fixture
    }

    private func found(_ fixture: MemoryStoreFixture, _ sample: Sample) async throws -> [(words: Found, vectors: Found)]
    {
        var results: [(words: Found, vectors: Found)] = []
        for question in sample.questions {
            let all = try await fixture.find(fixture.ann, words: question.words, vector: question.vector, limit: 200)
            results.append((words: Found(all) { $0.lexical }, vectors: Found(all) { $0.similarity }))
        }
        return results
    }

    @Test("Every backend finds the same memories in the same order with the same scores", arguments: Backend.available)
    func oneOrder(backend: Backend) async throws {
        let sample = try Sample()
        let expected = try await found(filled(.sqlite, sample), sample)
        let actual = try await found(filled(backend, sample), sample)
        #expect(expected.contains { $0.words.ids.count > 50 })
        expectEqual(expected, actual)
    }

    @Test(
        "A database that was moved finds the same memories in the same order with the same scores",
        arguments: Backend.available,
        Backend.available
    )
    func moved(from one: Backend, to other: Backend) async throws {
        let sample = try Sample()
        let (fixture, target) = (try await filled(one, sample), try other.open())
        let expected = try await found(fixture, sample)
        try await fixture.stores.move(to: target)
        let moved = try MemoryStoreFixture(filled: target)
        expectEqual(expected, try await found(moved, sample))
        // What is written afterwards is found, too.
        try await moved.remember(moved.ann, "later", "A zither.", vector: sample.texts[0].vector)
        #expect(try await moved.find(moved.ann, words: ["zither"]).map(\.memory.id) == ["later"])
    }

    private func expectEqual(_ expected: [(words: Found, vectors: Found)], _ actual: [(words: Found, vectors: Found)]) {
        for (one, other) in zip(expected, actual) {
            for (one, other) in [(one.words, other.words), (one.vectors, other.vectors)] {
                #expect(one.ids == other.ids)
                #expect(zip(one.scores, other.scores).allSatisfy { abs($0 - $1) < 1e-5 })
            }
        }
    }
}
