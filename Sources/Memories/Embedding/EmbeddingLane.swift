import Base
import Synchronization
import Traces

/// A queue to the embedding model for one purpose. It limits what it sends, is fair between parties, and nobody waits
/// for it longer than `patience`. Questions and writes have one lane each, so that no write can fill or pause the lane
/// of the questions.
final class EmbeddingLane: Sendable {
    /// Returns after a time, or throws when cancelled. Tests decide when.
    typealias Alarm = @Sendable (Duration) async throws -> Void

    private struct Slice {
        let call: UInt64
        let party: EmbeddingParty
        let range: Range<Int>
        let texts: [String]
        let cost: Int
        /// The trace of the caller, because another call may send the slice.
        let scope: TraceScope
    }

    private struct Call {
        let party: EmbeddingParty
        var vectors: [Vector?]
        var remaining: Int
        let continuation: CheckedContinuation<[Vector?], Never>
        /// Ends the wait when it rings.
        var timer: Task<Void, Never>?

        func finish() {
            timer?.cancel()
            continuation.resume(returning: vectors)
        }
    }

    private struct State {
        var queue = FairQueue<Slice>()
        var pauses = EmbeddingPauses(capacity: 4_096)
        var calls: [UInt64: Call] = [:]
        var lastCall: UInt64 = 0
        var running = EmbeddingBudget.empty
        var runningOf: [EmbeddingParty: EmbeddingBudget] = [:]

        mutating func began(_ slice: Slice) {
            running.add(bytes: slice.cost)
            runningOf[slice.party, default: .empty].add(bytes: slice.cost)
        }

        mutating func ended(_ slice: Slice) {
            running.remove(bytes: slice.cost)
            runningOf[slice.party]?.remove(bytes: slice.cost)
            if runningOf[slice.party] == EmbeddingBudget.empty { runningOf[slice.party] = nil }
        }
    }

    private enum Outcome {
        case vectors([Vector])
        /// The provider cannot embed these texts; others may succeed.
        case refused
        /// The provider cannot answer, or did not answer in time.
        case failed
    }

    private let provider: any EmbeddingProvider
    private let purpose: EmbeddingPurpose
    private let capacity: EmbeddingCapacity
    private let budgets: (all: EmbeddingBudget, party: EmbeddingBudget)
    private let time: any TimeSource
    private let patience: Duration
    private let alarm: Alarm
    private let state = Mutex(State())

    init(
        to provider: any EmbeddingProvider,
        for purpose: EmbeddingPurpose,
        time: any TimeSource,
        patience: Duration,
        alarm: @escaping Alarm
    ) {
        self.provider = provider
        self.purpose = purpose
        self.time = time
        self.patience = patience
        self.alarm = alarm
        capacity = provider.capacity
        budgets = capacity.budgets(for: purpose)
    }

    /// How many slices are queued; tests wait for this number instead of for time.
    var waiting: Int { state.withLock { $0.queue.count } }

    /// The vectors, one for each text; nil for those that were not ready in time. Never throws; returns early when the
    /// task is cancelled.
    func vectors(for texts: [String], of party: EmbeddingParty) async -> [Vector?] {
        let now = time.now()
        let call: UInt64? = state.withLock { state in
            guard !texts.isEmpty, !state.pauses.holds(party, at: now) else { return nil }
            state.lastCall += 1
            return state.lastCall
        }
        guard let call else { return texts.map { _ in nil } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                submit(texts, of: party, as: call, continuation)
                // The cancellation handler may have run before the call was registered.
                if Task.isCancelled { end(call, inVain: false) }
            }
        } onCancel: {
            end(call, inVain: false)
        }
    }

    private func submit(
        _ texts: [String],
        of party: EmbeddingParty,
        as call: UInt64,
        _ continuation: CheckedContinuation<[Vector?], Never>
    ) {
        let scope = TraceScope.current
        let slices = capacity.slices(of: texts).map { range in
            let texts = Array(texts[range])
            let bytes = texts.reduce(0) { $0 + $1.utf8.count }
            return Slice(
                call: call,
                party: party,
                range: range,
                texts: texts,
                cost: capacity.cost(ofBytes: bytes),
                scope: scope
            )
        }
        state.withLock { state in
            state.calls[call] = Call(
                party: party,
                vectors: texts.map { _ in nil },
                remaining: slices.count,
                continuation: continuation
            )
            state.queue.append(slices, of: party)
        }
        let timer = Task {
            guard (try? await alarm(patience)) != nil else { return }
            end(call, inVain: true)
        }
        // The call may have ended before its task was registered.
        let isWaiting = state.withLock { state in
            state.calls[call]?.timer = timer
            return state.calls[call] != nil
        }
        if !isWaiting { timer.cancel() }
        send()
    }

    /// Sends the next slices that fit.
    private func send() {
        let ready = state.withLock { state in
            var ready: [Slice] = []
            while let slice = next(&state) {
                state.began(slice)
                ready.append(slice)
            }
            return ready
        }
        for slice in ready { Task { await slice.scope.run { await run(slice) } } }
    }

    private func next(_ state: inout State) -> Slice? {
        let (running, runningOf) = (state.running, state.runningOf)
        return state.queue.take(
            of: { [budgets] slice in
                budgets.party.admits(bytes: slice.cost, alongside: runningOf[slice.party] ?? .empty)
            },
            if: { [budgets] slice in budgets.all.admits(bytes: slice.cost, alongside: running) }
        )
    }

    /// A provider that never returns occupies its place for `patience` only.
    private func run(_ slice: Slice) async {
        let outcome = await outcome(of: slice.texts)
        let now = time.now()
        let finished = state.withLock { state -> Call? in
            state.ended(slice)
            if case .vectors = outcome { state.pauses.succeeded(slice.party) }
            guard var call = state.calls[slice.call] else { return nil }
            call.remaining -= 1
            switch outcome {
            case .vectors(let vectors):
                for (index, vector) in zip(slice.range, vectors) { call.vectors[index] = vector }
            case .refused: break
            case .failed:
                // The rest of this call would fail as well.
                state.queue.remove(of: slice.party) { $0.call == slice.call }
                state.pauses.failed(slice.party, at: now)
                call.remaining = 0
            }
            state.calls[slice.call] = call.remaining == 0 ? nil : call
            return call.remaining == 0 ? call : nil
        }
        finished?.finish()
        send()
    }

    private func outcome(of texts: [String]) async -> Outcome {
        do {
            guard
                let vectors = try await within(
                    patience,
                    alarm,
                    { [provider, purpose] in try await provider.embed(texts, for: purpose) }
                )
            else { return .failed }
            return provider.model.fits(vectors, of: texts) ? .vectors(vectors) : .refused
        } catch let fault as Fault where fault.code != .unavailable {
            return .refused
        } catch {
            return .failed
        }
    }

    /// Ends the wait for a call with the vectors there are.
    /// - Parameter inVain: whether `patience` is over. The wait was in vain only when nothing arrived: a long call
    ///   alone does not mean that the provider failed.
    private func end(_ call: UInt64, inVain: Bool) {
        let now = time.now()
        let ended = state.withLock { state -> Call? in
            guard let ended = state.calls.removeValue(forKey: call) else { return nil }
            state.queue.remove(of: ended.party) { $0.call == call }
            if inVain, ended.vectors.allSatisfy({ $0 == nil }) { state.pauses.failed(ended.party, at: now) }
            return ended
        }
        ended?.finish()
    }
}
