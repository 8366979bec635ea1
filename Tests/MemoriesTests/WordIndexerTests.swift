import TestSupport
import Testing

@testable import Memories

@Suite("Keyword index of memories from an earlier version")
struct WordIndexerTests {
    @Test("The log shows start, progress and end of indexing; it is empty without work")
    func progressIsLogged() async throws {
        let (store, log) = (FakeMemoryStore(), LogRecorder())
        let indexer = WordIndexer(store: store, log: log.logger)
        #expect(try await indexer.indexOnce() == 0)
        #expect(log.lines.isEmpty && !indexer.mayBeIncomplete)
        store.unindexed = 45_000
        #expect(try await indexer.indexOnce() == WordIndexer.batch)
        #expect(indexer.mayBeIncomplete)
        #expect(try #require(indexer.progress) == (WordIndexer.batch, 45_000))
        while try await indexer.indexOnce() > 0 {}
        #expect(!indexer.mayBeIncomplete && indexer.progress == nil)
        #expect(
            log.lines == [
                "notice building the keyword index of this version in the background memories=45000",
                "notice building the keyword index done=20000 memories=45000",
                "notice building the keyword index done=40000 memories=45000",
                "notice the keyword index is complete memories=45000",
            ]
        )
    }
}
