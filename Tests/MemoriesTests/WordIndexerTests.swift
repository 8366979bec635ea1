import Logging
import Synchronization
import Testing

@testable import Memories

@Suite("The keyword index of what an earlier version stored")
struct WordIndexerTests {
    @Test("The log says when it begins, how far it is, and when it is complete; nothing when there was nothing to do")
    func progressIsLogged() async throws {
        let (store, lines) = (FakeMemoryStore(), Lines())
        let indexer = WordIndexer(store: store, log: Logger(label: "test") { _ in Sink(lines: lines) })
        #expect(try await indexer.indexOnce() == 0)
        #expect(lines.all.isEmpty && !indexer.mayBeIncomplete)
        store.unindexed = 45_000
        #expect(try await indexer.indexOnce() == WordIndexer.batch)
        #expect(indexer.mayBeIncomplete)
        #expect(try #require(indexer.progress) == (WordIndexer.batch, 45_000))
        while try await indexer.indexOnce() > 0 {}
        #expect(!indexer.mayBeIncomplete && indexer.progress == nil)
        #expect(
            lines.all == [
                "building the keyword index of this version in the background memories=45000",
                "building the keyword index done=20000 memories=45000",
                "building the keyword index done=40000 memories=45000",
                "the keyword index is complete memories=45000",
            ]
        )
    }
}

private final class Lines: Sendable {
    private let kept = Mutex<[String]>([])

    var all: [String] { kept.withLock { $0 } }

    func add(_ line: String) { kept.withLock { $0.append(line) } }
}

private struct Sink: LogHandler {
    let lines: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
        lines.add("\(event.message)\(values.joined())")
    }
}
