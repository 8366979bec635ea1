import Base
import Identity
import Memories
import TestSupport
import Testing

/// A score depends only on the memories of its own user in its own workspace.
@Suite("A keyword score reveals nothing about other users' memories")
struct ScoreIsolationTests {
    /// Bytes of every candidate, in order.
    private func scores(
        _ fixture: MemoryStoreFixture,
        _ access: Access,
        _ words: [String],
        _ filter: MemoryFilter = MemoryFilter()
    ) async throws
        -> [String: UInt64]
    {
        let found = try await fixture.find(access, words: words, filter: filter, limit: 1_000)
        return Dictionary(
            uniqueKeysWithValues: found.map {
                ("\($0.memory.userID ?? "")/\($0.memory.id)", ($0.lexical ?? -1).bitPattern)
            }
        )
    }

    private static let vocabulary = [
        "oncology", "qqreference", "violin", "nightingale", "is", "7431", "花生", "☕", "running", "café",
    ]

    @Test(
        "Scores stay bit-identical while other users write, change, move and delete memories",
        arguments: Backend.available,
        [1, 2, 3] as [UInt64]
    )
    func scoresKeepEveryBit(backend: Backend, seed: UInt64) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        var random = Draws(SeededRandom(seed))
        func sentence(_ random: inout Draws) -> String {
            (0..<random.next(1, 9)).map { _ in random.pick(Self.vocabulary) }.joined(separator: " ")
        }
        for index in 0..<12 {
            try await fixture.remember(fixture.ann, "m\(index)", sentence(&random)) { $0.sessionID = "s\(index % 3)" }
            try await fixture.remember(fixture.cyd, "m\(index)", sentence(&random))
        }
        var filter = MemoryFilter()
        filter.sessionID = TagFilter([.equal("s1")])
        let before = (
            ann: try await scores(fixture, fixture.ann, Self.vocabulary),
            some: try await scores(fixture, fixture.ann, Self.vocabulary, filter),
            cyd: try await scores(fixture, fixture.cyd, Self.vocabulary)
        )
        #expect(before.ann.count == 12 && before.cyd.count == 12 && before.some.count == 4)
        #expect(before.some.allSatisfy { before.ann[$0.key] == $0.value })
        for step in 0..<60 {
            let other = random.pick([fixture.bob, fixture.dan, fixture.foreign])
            let id = "m\(random.next(0, 15))"
            switch random.next(0, 3) {
            case 0, 1: try await fixture.remember(other, id, sentence(&random))
            case 2: _ = try await fixture.memories.delete(other, ids: [id])
            default:
                if let memory = try await fixture.memories.memory(fixture.dan, id: id) {
                    var moved = memory
                    (moved.userID, moved.text) = ("eve\(random.next(0, 20))", sentence(&random))
                    let stored = StoredMemory(memory: moved, searchText: moved.text, vector: nil)
                    _ = try await fixture.memories.replace(fixture.everyone, stored, previous: memory, model: nil)
                }
            }
            guard step % 10 == 9 else { continue }
            #expect(try await scores(fixture, fixture.ann, Self.vocabulary) == before.ann, "seed \(seed), step \(step)")
            #expect(
                try await scores(fixture, fixture.ann, Self.vocabulary, filter) == before.some,
                "seed \(seed), step \(step)"
            )
            #expect(try await scores(fixture, fixture.cyd, Self.vocabulary) == before.cyd, "seed \(seed), step \(step)")
        }
    }

    /// Few users are searched one by one, many are searched together by workspace: the scores are the same.
    @Test(
        "In a search over all users, each memory has the score that its own user sees",
        arguments: Backend.available,
        [3, 40]
    )
    func scoresAreTheSameForAllCallers(backend: Backend, users: Int) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        var random = Draws(SeededRandom(5))
        let app = People.team("app", privacy: .privatePerUser)
        var alone: [String: UInt64] = [:]
        var people: [Access] = []
        for index in 0..<users {
            let person = try AccessPolicy.access(People.service(in: app), user: "user\(index)", to: .write)
            people.append(person)
            for number in 0..<random.next(1, 6) {
                try await fixture.remember(
                    person,
                    "m\(number)",
                    (0..<random.next(1, 7)).map { _ in random.pick(Self.vocabulary) }.joined(separator: " ")
                ) { $0.sessionID = "s\(number % 2)" }
            }
        }
        try await fixture.remember(fixture.foreign, "m", Self.vocabulary.joined(separator: " "))
        let words = ["violin", "oncology", "花生", "runs"]
        for person in people { alone.merge(try await scores(fixture, person, words)) { first, _ in first } }
        #expect(try await scores(fixture, fixture.everyone, words) == alone)
        var filter = MemoryFilter()
        filter.sessionID = TagFilter([.equal("s1")])
        let some = try await scores(fixture, fixture.everyone, words, filter)
        #expect(!some.isEmpty && some.count < alone.count && some.allSatisfy { alone[$0.key] == $0.value })
    }

    /// The reported attack: candidate codes from another user's memory, joined to known words.
    @Test(
        "Neither words nor phrases of another user's private memory can be guessed from scores",
        arguments: Backend.available,
        [
            " ", "\u{200d}", "\u{200c}", "\u{2060}", "\u{ad}", "\u{feff}", "\u{200b}", "+", "\" + \"", "_", ".",
            "\u{301}",
        ]
    )
    func theExtractionFails(backend: Backend, joiner: String) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.bob, "ref", "qqreference")
        let guesses = ["7430", "7431", "7432"].map { "nightingale\(joiner)is\(joiner)\($0)" }
        for (index, guess) in guesses.enumerated() { try await fixture.remember(fixture.bob, "probe\(index)", guess) }
        func probes() async throws -> [[String: UInt64]] {
            var result: [[String: UInt64]] = []
            for guess in guesses {
                result.append(try await scores(fixture, fixture.bob, QueryWords.of("qqreference \(guess)")))
            }
            return result
        }
        let before = try await probes()
        #expect(before.allSatisfy { $0["bob/ref"] != nil })
        try await fixture.remember(fixture.ann, "secret", "The code of Project Nightingale is 7431, tell nobody")
        #expect(try await probes() == before)
    }

    /// Two scores used to reveal the number of all memories on the server.
    @Test("The number of all memories cannot be computed from scores", arguments: Backend.available)
    func theCountIsHidden(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for (index, text) in ["alpha", "alpha beta", "beta gamma gamma"].enumerated() {
            try await fixture.remember(fixture.bob, "m\(index)", text)
        }
        let before = try await scores(fixture, fixture.bob, ["alpha", "beta", "gamma"])
        for index in 0..<50 {
            try await fixture.remember(
                index % 2 == 0 ? fixture.ann : fixture.foreign,
                "n\(index)",
                "delta \(index) long text"
            )
        }
        #expect(try await scores(fixture, fixture.bob, ["alpha", "beta", "gamma"]) == before)
    }

    @Test("In a new database no user's memories wait to be indexed", arguments: Backend.available)
    func nothingWaits(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "m")
        #expect(try await fixture.memories.indexWords(limit: 10) == 0)
        #expect(try await fixture.memories.unindexedWords() == 0)
        for access in [fixture.ann, fixture.everyone, fixture.foreign] {
            #expect(try await !fixture.memories.hasUnindexedWords(access, of: nil))
        }
    }
}

/// Random numbers, the same in every run.
private struct Draws {
    private let source: SeededRandom

    init(_ source: SeededRandom) { self.source = source }

    mutating func next(_ least: Int, _ most: Int) -> Int {
        least + Int(source.bytes(4).reduce(0) { $0 << 8 | UInt64($1) } % UInt64(most - least + 1))
    }

    mutating func pick<Item>(_ items: [Item]) -> Item { items[next(0, items.count - 1)] }
}
