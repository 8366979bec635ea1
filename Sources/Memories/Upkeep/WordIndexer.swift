import Logging
import Synchronization

/// Adds memories of an earlier version to the current keyword index, in batches in the background. Searches continue
/// meanwhile; a search whose memories are not all indexed says so.
final class WordIndexer: Sendable {
    private struct State {
        var progress: (done: Int, total: Int)?
        var isCaughtUp = false
        var lastSaid = 0
    }

    /// About 30 milliseconds of writing, which is the longest that other writers wait.
    static let batch = 500
    /// Memories between two log messages.
    private static let spoken = 20_000

    private let store: any MemoryStore
    private let log: Logger
    private let state = Mutex(State())

    init(store: any MemoryStore, log: Logger) {
        self.store = store
        self.log = log
    }

    /// False once a pass has found that everything is indexed.
    var mayBeIncomplete: Bool { state.withLock { !$0.isCaughtUp } }

    /// The memories indexed so far, and how many there were to index at the start; nil when nothing is left.
    var progress: (done: Int, total: Int)? { state.withLock(\.progress) }

    /// Indexes one batch.
    /// - Returns: how many memories it took; 0 when all are indexed.
    /// - Throws: a `StoreFailure`.
    func indexOnce() async throws -> Int {
        if state.withLock({ $0.progress == nil }) {
            let total = try await store.unindexedWords()
            if total > 0 {
                state.withLock { ($0.progress, $0.lastSaid, $0.isCaughtUp) = ((0, total), 0, false) }
                log.notice(
                    "building the keyword index of this version in the background",
                    metadata: ["memories": "\(total)"]
                )
            }
        }
        let count = try await store.indexWords(limit: Self.batch)
        let (said, finished) = state.withLock { state in
            guard count > 0 else {
                defer { (state.progress, state.isCaughtUp) = (nil, true) }
                return (nil as (done: Int, total: Int)?, state.progress?.total)
            }
            guard var progress = state.progress else { return (nil, nil) }
            progress.done = min(progress.done + count, progress.total)
            state.progress = progress
            guard progress.done - state.lastSaid >= Self.spoken else { return (nil, nil) }
            state.lastSaid = progress.done
            return (progress, nil)
        }
        if let said {
            log.notice("building the keyword index", metadata: ["done": "\(said.done)", "memories": "\(said.total)"])
        }
        if let finished { log.notice("the keyword index is complete", metadata: ["memories": "\(finished)"]) }
        return count
    }
}
