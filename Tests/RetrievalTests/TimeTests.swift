import Base
import Foundation
import Logging
import SQLStorage
import TestSupport
import Testing

@testable import Memories

/// A diary of repeated events at different times, and questions that name a time. In the last six questions the time
/// belongs to what is told and not to the memory: too strong a preference loses their answers.
private struct Diary: Decodable {
    struct Entry: Decodable {
        let id: String
        let date: String
        let text: String
        let kind: String

        func memory() throws -> Memory {
            guard let when = Timestamp(iso8601: date) else { throw CocoaError(.coderInvalidValue) }
            let isEvent = kind == "event"
            return Memory(
                id: id,
                text: text,
                kind: isEvent ? .episodic : .semantic,
                eventDate: isEvent ? when : nil,
                createdAt: when
            )
        }
    }

    struct Question: Decodable {
        let question: String
        let answer: String
    }

    let now: String
    let memories: [Entry]
    let questions: [Question]

    static func load() throws -> Diary {
        guard let url = Bundle.module.url(forResource: "times", withExtension: "json") else {
            throw CocoaError(.fileNoSuchFile)
        }
        return try JSONDecoder().decode(Diary.self, from: Data(contentsOf: url))
    }
}

@Suite struct TimeTests {
    @Test("Only the questions of the diary name times, and all of them do")
    func phrases() throws {
        let now = Timestamp(seconds: 1_795_982_400)
        for question in try EvaluationSet.load("conversations").questions {
            #expect(TimeGrammar.phrase(in: question.question, now: now) == nil, "\(question.question)")
        }
        for question in try Diary.load().questions {
            #expect(TimeGrammar.phrase(in: question.question, now: now) != nil, "\(question.question)")
        }
    }

    @Test(
        "Preferring memories of the time that is asked about finds more answers first",
        .enabled(if: InstalledModel.isWanted, "all-MiniLM-L6-v2 is not installed: run agent-memory model install")
    )
    func preference() async throws {
        let diary = try Diary.load()
        let clock = ManualClock(try #require(Timestamp(iso8601: diary.now)))
        let filled = try await FilledService(diary.memories.map { try $0.memory() }, at: clock)
        let store = filled.stores.stores.memories

        func rank(_ mode: SearchMode, _ preference: TimePreference) async throws -> (first: Int, reciprocal: Double) {
            let indexer = WordIndexer(store: store, log: Logger(label: "test"))
            let searcher = Searcher(
                store: store,
                embeddings: filled.embeddings,
                indexer: indexer,
                defaultMode: .hybrid,
                time: clock,
                preference: preference
            )
            var (first, reciprocal) = (0, 0.0)
            for question in diary.questions {
                let found = try await searcher.search([filled.read], MemoryQuery(text: question.question, mode: mode))
                    .memories
                guard let place = found.firstIndex(where: { $0.memory.id == question.answer }) else { continue }
                if place == 0 { first += 1 }
                reciprocal += 1 / Double(place + 1)
            }
            return (first, reciprocal / Double(diary.questions.count))
        }
        for mode in [SearchMode.hybrid, .semantic, .keyword] {
            var best = 0.0
            for share in [0.1, 0.3, 0.5, 1] {
                let found = try await rank(mode, TimePreference(share: share, keywordShare: share))
                best = max(best, found.reciprocal)
                print("time: \(mode), share \(share): first \(found.first), MRR \(found.reciprocal)")
            }
            let chosen = try await rank(mode, TimePreference())
            let without = try await rank(mode, TimePreference(share: 0, keywordShare: 0))
            print("time: \(mode): first \(without.first) without, \(chosen.first) with, of \(diary.questions.count)")
            #expect(chosen.first >= without.first + 10 && chosen.reciprocal > best - 0.03)
        }
    }
}
