import Base
import Logging

/// The background work: promotes working memory, extracts memories from conversations, embeds memories that lack a
/// vector, indexes memories of an earlier version, keeps the keyword index fast, writes accesses and events, and
/// removes expired sessions, old versions and old events.
///
/// The executable runs `run()` as a service until it is cancelled. Every part is also a method of its own, so that
/// tests need not wait.
package final class Upkeep: Sendable {
    static let promotionBatch = 100
    private static let idle = Duration.seconds(60)
    /// The longest sleep where other servers may leave work behind, and the time until the next try at work that another
    /// server does. Together with `WorkShare.term` they bound how long abandoned work waits.
    private static let sharedIdle = Duration.seconds(20)
    private static let betweenTries = Duration.seconds(1)
    /// How often it looks for messages that are due.
    private static let betweenExtractions = Duration.seconds(2)
    private static let betweenTouches = Duration.seconds(5)
    private static let betweenSessionPurges = Duration.seconds(60)
    private static let betweenRecordPurges = Duration.seconds(3_600)
    /// Reads of the last minutes may still join an event.
    private static let eventIsOpen = Duration.seconds(300)

    private let store: any MemoryStore
    private let sessions: any WorkingMemoryStore
    private let promotions: any PromotionQueue
    private let embedder: BackgroundEmbedder?
    private let indexer: WordIndexer
    private let extractor: Extractor?
    private let touches: Touches
    private let events: EventLog
    private let records: RecordStores
    private let expired: ExpiredMemories
    private let limits: MemoryLimits
    /// Nil when no other server works on the database.
    private let share: WorkShare?
    private let time: any TimeSource
    private let log: Logger
    private let toPromote = WakeSignal()
    private let toEmbed = WakeSignal()
    private let toExtract = WakeSignal()

    init(
        store: any MemoryStore,
        sessions: any WorkingMemoryStore,
        promotions: any PromotionQueue,
        records: RecordStores,
        embedder: BackgroundEmbedder?,
        indexer: WordIndexer,
        extractor: Extractor?,
        touches: Touches,
        events: EventLog,
        limits: MemoryLimits,
        share: WorkShare? = nil,
        time: any TimeSource,
        log: Logger
    ) {
        self.share = share
        self.store = store
        self.sessions = sessions
        self.promotions = promotions
        self.embedder = embedder
        self.indexer = indexer
        self.extractor = extractor
        self.touches = touches
        self.events = events
        self.records = records
        expired = ExpiredMemories(store: records.expiries)
        self.limits = limits
        self.time = time
        self.log = log
    }

    /// Returns when the task is cancelled. It also checks for work without a signal, because another process that
    /// shares the database may have left some.
    package func run() async {
        await withTaskGroup { group in
            group.addTask { await self.loop(self.toPromote, "promotion") { try await self.promoteAll() } }
            group.addTask(priority: .background) {
                await self.loop(self.toEmbed, "embedding") { try await self.embedAll() }
            }
            group.addTask(priority: .background) {
                await self.loop(WakeSignal(), "keyword index") { try await self.indexAll() }
            }
            if self.extractor != nil {
                group.addTask {
                    await self.loop(self.toExtract, nil, resting: Self.betweenExtractions) {
                        try await self.extractAll()
                    }
                }
            }
            group.addTask {
                let never = WakeSignal()
                while !Task.isCancelled {
                    await never.wait(atMost: Self.betweenTouches)
                    await self.attempt { try await self.writeTouches() }
                    await self.attempt { try await self.writeEvents() }
                }
            }
            group.addTask {
                await self.loop(WakeSignal(), "expired sessions", every: Self.betweenSessionPurges) {
                    _ = try await self.purgeSessions()
                }
            }
            group.addTask {
                await self.loop(WakeSignal(), nil) {
                    // Another process may have set ends.
                    self.noteExpiry()
                    try await self.expired.remove(at: self.time.now())
                }
            }
            group.addTask(priority: .background) {
                await self.loop(WakeSignal(), "old records", every: Self.betweenRecordPurges) {
                    await self.attempt { _ = try await self.gatherReaders() }
                    await self.attempt { _ = try await self.purgeRecords() }
                }
            }
        }
    }

    /// Signals that there are memories in the queue.
    func wakePromotion() { toPromote.wake() }
    /// Signals that there are memories without a vector.
    func wakeEmbedding() { toEmbed.wake() }
    /// Signals that there are messages to extract from.
    func wakeExtraction() { toExtract.wake() }

    /// Moves one batch of queued memories into long-term memory; returns how many it took.
    package func promoteOnce() async throws -> Int {
        let count = try await promotions.promote(limit: Self.promotionBatch, at: time.now())
        if count > 0 { wakeEmbedding() }
        return count
    }

    /// Extracts memories from one session; false when none is due.
    package func extractOnce() async throws -> Bool {
        guard let extractor, try await extractor.extractOnce() else { return false }
        wakePromotion()
        return true
    }

    /// Embeds one batch; 0 when nothing is left.
    package func embedOnce() async throws -> Int {
        try await embedder?.embedOnce() ?? 0
    }

    /// Adds one batch of memories from an earlier version to the keyword index; 0 when nothing is left.
    package func indexOnce() async throws -> Int {
        try await indexer.indexOnce()
    }

    /// The notes that wait for the next write.
    package var unwritten: UnwrittenNotes { UnwrittenNotes(accesses: touches.count, events: events.count) }

    package func writeTouches() async throws {
        try await touches.write(to: store, at: time.now())
    }

    /// Writes what applications did since the last call, and says how many events were too many.
    package func writeEvents() async throws {
        let dropped = try await events.write(to: records.events)
        guard dropped > 0 else { return }
        log.warning(
            "what applications did was more than the database could note",
            metadata: ["events_dropped": "\(dropped)"]
        )
    }

    /// Removes memories that have expired, before memories are read. While the disk is full they stay, and reading goes
    /// on; the background work tries again.
    func removeExpired() async throws {
        do { try await expired.remove(at: time.now()) } catch is StoreFailure { return }
    }

    /// Notes that the ends of memories have changed.
    func noteExpiry() { expired.forgetNext() }

    /// Removes expired sessions; returns how many.
    package func purgeSessions() async throws -> Int {
        try await sessions.purge(at: time.now())
    }

    /// Prepares what was read for the question who read a memory; returns how many events.
    package func gatherReaders() async throws -> Int {
        let time = time.now().advanced(by: .zero - Self.eventIsOpen)
        var count = 0
        while true {
            let more = try await records.events.gatherReaders(before: time)
            guard more > 0 else { return count }
            count += more
        }
    }

    /// Removes former contents of memories that are too many or too old, old events, what applications deleted
    /// long ago, what was undone a day ago, and provenances that nothing names; returns how many.
    package func purgeRecords() async throws -> Int {
        let versions = try await records.versions.purge(
            keeping: limits.versionCount,
            replacedBefore: daysAgo(limits.versionDays)
        )
        let undone = try await records.undos.purge(
            upTo: time.now().advanced(by: .zero - UndoneApplication.lifetime)
        )
        let deleted = try await records.undos.purgeDeleted(before: daysAgo(limits.deletedDays))
        let events = try await records.events.purge(
            before: daysAgo(limits.activityDays),
            daysBefore: daysAgo(limits.countedDays)
        )
        let calls = try await extractor?.model.purge() ?? 0
        return try await versions + undone + deleted + events + calls + records.events.purgeProvenances()
    }

    private func daysAgo(_ days: Int) -> Timestamp { time.now().advanced(by: .seconds(-86_400 * days)) }

    private func promoteAll() async throws {
        while try await promoteOnce() > 0 { try Task.checkCancellation() }
    }

    private func extractAll() async throws {
        while try await extractOnce() { try Task.checkCancellation() }
    }

    private func embedAll() async throws {
        while try await embedOnce() > 0 {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    private func indexAll() async throws {
        while try await indexOnce() > 0 {
            try Task.checkCancellation()
            await Task.yield()
        }
        try await tidyWords()
    }

    /// Reorganises the keyword index if it has become slow.
    package func tidyWords() async throws {
        try await store.tidyWords()
    }

    /// Works, then sleeps until it is woken. After a failure it waits longer each time, or as long as the provider
    /// asked.
    /// - Parameters:
    ///   - name: of the work, for other servers of the database: one of them does it at a time. Nil for what each must do.
    ///   - interval: the time from its end to the next turn; nil for work that begins when there is some.
    ///   - rest: the longest sleep without a signal, where the usual one is too long.
    private func loop(
        _ signal: WakeSignal,
        _ name: String?,
        every interval: Duration? = nil,
        resting rest: Duration? = nil,
        _ work: @escaping @Sendable () async throws -> Void
    ) async {
        var failures = 0
        let idle = rest ?? (share == nil ? interval ?? Self.idle : Self.sharedIdle)
        while !Task.isCancelled {
            var isElsewhere = false
            let failure = await attempt {
                guard let share, let name else { return try await work() }
                isElsewhere = try await share.run(name, every: interval ?? .zero, work) == .held
            }
            failures = failure == nil ? 0 : min(failures + 1, 6)
            guard let failure else {
                // The signal that woke this loop may have come too late for the other server.
                await (isElsewhere ? WakeSignal() : signal).wait(atMost: isElsewhere ? Self.betweenTries : idle)
                continue
            }
            let delay = RetryDelay(failures: failures, asked: (failure as? Fault)?.hints.retryAfter)
            // A signal does not shorten this part: otherwise every write would call a failing provider.
            await WakeSignal().wait(atMost: delay.least)
            if delay.most > delay.least { await signal.wait(atMost: delay.most - delay.least) }
        }
    }

    @discardableResult
    private func attempt(_ work: () async throws -> Void) async -> (any Error)? {
        do {
            try await work()
            return nil
        } catch is CancellationError {
            return nil
        } catch {
            log.warning("background work failed, trying again", metadata: ["cause": "\(Self.cause(error))"])
            return error
        }
    }

    /// The cause without texts of memories, which a provider's error may quote.
    private static func cause(_ error: any Error) -> String {
        if let failure = error as? StoreFailure { return failure.reason }
        if let fault = error as? Fault { return fault.detail }
        return "\(type(of: error))"
    }
}
