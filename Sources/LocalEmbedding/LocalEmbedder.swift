import Base
import Dispatch
package import Memories
import Synchronization

/// all-MiniLM-L6-v2 as an `EmbeddingProvider`: 384 dimensions, texts cut at 256 tokens, no prefixes, no network.
///
/// Worker threads do the arithmetic, never the caller's thread: an event loop that calls `embed` stays free while it
/// waits. Questions have workers of their own, so that they never queue behind documents. The queue is bounded; when it
/// is full, the call fails immediately with `unavailable` and a time to retry. A cancelled call leaves the queue. The
/// model is loaded on first use (or by `preload`), and again after a failure, so that installing it does not need a
/// restart.
package final class LocalEmbedder: EmbeddingProvider {
    package let model: EmbeddingModel
    package let capacity: EmbeddingCapacity
    private let options: Options
    let load: @Sendable () throws -> LocalModel
    private let willCompute: @Sendable (EmbeddingPurpose) -> Void
    /// One pool of threads for each purpose, so that a question's worker starts while documents are computed, even on a
    /// machine with one core.
    private let questionThreads = DispatchQueue(
        label: "agent-memory.embedding.questions",
        qos: .userInitiated,
        attributes: .concurrent
    )
    let documentThreads = DispatchQueue(
        label: "agent-memory.embedding.documents",
        qos: .utility,
        attributes: .concurrent
    )
    let precedence: QuestionPrecedence
    let loaded = Mutex<LocalModel?>(nil)
    private let state: Mutex<State>

    private struct State {
        var queue: EmbeddingQueue
        var calls: [UInt64: Call] = [:]
        var lastCall: UInt64 = 0
        /// The number of running workers by purpose.
        var running: [EmbeddingPurpose: Int] = [:]
        var idle: [Workspace] = []
    }

    private struct Call {
        let purpose: EmbeddingPurpose
        var vectors: [Vector?]
        var remaining: Int
        let continuation: CheckedContinuation<[Vector], any Error>
    }

    /// The most texts of one call that wait at the same time. A longer call continues when these are done, so that it
    /// takes turns with others and a call of any length fits the queue.
    private static let slice = 256
    /// Texts per second on a slow core; used to compute `Retry-After`.
    private static let textsASecond = 100

    /// Uses the model called `name` in this store; reads nothing yet.
    package convenience init(
        store: ModelStore,
        name: String = KnownModel.allMiniLML6v2.name,
        options: Options = Options()
    ) throws {
        let model = try store.known(name)
        let directory = store.path(of: model)
        self.init(model: EmbeddingModel(name: model.name, dimension: model.dimension), options: options) {
            try store.requireFiles(of: model)
            return try LocalModel(
                directory: directory,
                precision: options.precision,
                instructionSet: options.instructionSet
            )
        }
    }

    /// - Parameter willCompute: called by a worker that has taken texts, so that tests can hold it there.
    init(
        model: EmbeddingModel,
        options: Options,
        willCompute: @escaping @Sendable (EmbeddingPurpose) -> Void = { _ in },
        load: @escaping @Sendable () throws -> LocalModel
    ) {
        self.model = model
        self.options = options
        self.load = load
        self.willCompute = willCompute
        let workers = max(1, options.workers)
        let questionWorkers = Self.workers(for: .query, options)
        precedence = QuestionPrecedence(documentWorkers: workers)
        // Computes the questions of one pass together.
        capacity = EmbeddingCapacity(
            questions: questionWorkers * EmbeddingQueue.takeTexts,
            questionBytes: questionWorkers * EmbeddingQueue.takeBytes,
            slices: workers,
            bytes: workers * EmbeddingQueue.takeBytes,
            sliceTexts: EmbeddingQueue.takeTexts,
            sliceBytes: EmbeddingQueue.takeBytes
        )
        state = Mutex(
            State(queue: EmbeddingQueue(queryLimit: options.queryLimit, documentLimit: options.documentLimit))
        )
    }

    package func embed(_ texts: [String], for purpose: EmbeddingPurpose) async throws -> [Vector] {
        var vectors: [Vector] = []
        vectors.reserveCapacity(texts.count)
        let limit = max(1, min(Self.slice, purpose == .query ? options.queryLimit : options.documentLimit))
        for start in stride(from: 0, to: texts.count, by: limit) {
            vectors += try await wait(for: Array(texts[start..<min(start + limit, texts.count)]), purpose)
        }
        return vectors
    }

    package func knownShare(of words: [String]) async -> Double {
        if let model = loaded.withLock({ $0 }) { return model.knownShare(of: words) }
        // When the model cannot be loaded, `embed` fails with the reason.
        guard (try? await preload()) != nil else { return 1 }
        return loaded.withLock { $0 }?.knownShare(of: words) ?? 1
    }

    /// How many texts are waiting for a worker; tests wait for this number instead of for time.
    var waiting: Int { state.withLock { $0.queue.count } }

    // MARK: Callers

    private func wait(for texts: [String], _ purpose: EmbeddingPurpose) async throws -> [Vector] {
        let id = state.withLock { state in
            state.lastCall += 1
            return state.lastCall
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                submit(texts, purpose, call: id, continuation)
                // The cancellation handler may have run before the call was registered.
                if Task.isCancelled { cancel(id) }
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func submit(
        _ texts: [String],
        _ purpose: EmbeddingPurpose,
        call: UInt64,
        _ continuation: CheckedContinuation<[Vector], any Error>
    ) {
        let entries = texts.indices.map { EmbeddingQueue.Entry(text: texts[$0], call: call, index: $0) }
        let (accepted, started, waiting) = state.withLock { state in
            guard state.queue.add(entries, for: purpose) else { return (false, 0, state.queue.count) }
            state.calls[call] = Call(
                purpose: purpose,
                vectors: Array(repeating: nil, count: texts.count),
                remaining: texts.count,
                continuation: continuation
            )
            let running = state.running[purpose] ?? 0
            let started = min(Self.workers(for: purpose, options) - running, texts.count)
            state.running[purpose] = running + started
            if purpose == .query { precedence.questionsCame(1) }
            return (true, started, state.queue.count)
        }
        for _ in 0..<started { threads(for: purpose).async { self.work(purpose) } }
        if !accepted {
            let seconds = max(1, waiting / (Self.textsASecond * max(1, options.workers)))
            continuation.resume(
                throwing: Fault(
                    .unavailable,
                    "Too many texts are waiting to be embedded.",
                    hints: Fault.Hints(retryAfter: seconds)
                )
            )
        }
    }

    static func workers(for purpose: EmbeddingPurpose, _ options: Options) -> Int {
        switch purpose {
        case .query: max(2, options.workers)
        case .document: max(1, options.workers)
        }
    }

    private func cancel(_ id: UInt64) {
        let call = state.withLock { state in
            state.queue.remove(call: id)
            return state.calls.removeValue(forKey: id)
        }
        if call?.purpose == .query { precedence.questionsWent(1) }
        call?.continuation.resume(throwing: CancellationError())
    }

    // MARK: Workers

    private func threads(for purpose: EmbeddingPurpose) -> DispatchQueue {
        switch purpose {
        case .query: questionThreads
        case .document: documentThreads
        }
    }

    /// Runs one worker of a lane: takes texts until none are waiting, then ends. Shutdown has no thread to stop.
    private func work(_ purpose: EmbeddingPurpose) {
        var workspace: Workspace?
        while let entries = next(purpose, returning: &workspace) {
            do {
                let model = try loadedModel()
                let space = workspace ?? model.makeWorkspace()
                workspace = space
                willCompute(purpose)
                let texts = entries.map(\.text)
                deliver(try vectors(of: texts, purpose, model, space), of: entries)
            } catch {
                fail(entries, error)
            }
        }
    }

    /// The next texts. Nil when none are waiting; this ends the worker and returns its workspace in the same step.
    private func next(_ purpose: EmbeddingPurpose, returning workspace: inout Workspace?) -> [EmbeddingQueue.Entry]? {
        let mine = workspace
        let (entries, space) = state.withLock { state in
            let entries = state.queue.take(for: purpose)
            if entries.isEmpty {
                state.running[purpose, default: 1] -= 1
                if let mine { state.idle.append(mine) }
                return (entries, nil as Workspace?)
            }
            return (entries, mine ?? state.idle.popLast())
        }
        workspace = space
        return entries.isEmpty ? nil : entries
    }

    private func deliver(_ vectors: [Vector?], of entries: [EmbeddingQueue.Entry]) {
        let finished = state.withLock { state in
            var finished: [Call] = []
            for (vector, entry) in zip(vectors, entries) {
                guard var call = state.calls.removeValue(forKey: entry.call) else { continue }
                call.vectors[entry.index] = vector
                call.remaining -= 1
                if call.remaining == 0 { finished.append(call) } else { state.calls[entry.call] = call }
            }
            return finished
        }
        precedence.questionsWent(finished.count { $0.purpose == .query })
        for call in finished {
            let vectors = call.vectors.compactMap { $0 }
            if vectors.count == call.vectors.count {
                call.continuation.resume(returning: vectors)
            } else {
                call.continuation.resume(
                    throwing: Fault(.internal, "The embedding model returned a vector that is zero or not finite.")
                )
            }
        }
    }

    private func fail(_ entries: [EmbeddingQueue.Entry], _ error: any Error) {
        let failed = state.withLock { state in
            Set(entries.map(\.call)).compactMap { id in
                state.queue.remove(call: id)
                return state.calls.removeValue(forKey: id)
            }
        }
        precedence.questionsWent(failed.count { $0.purpose == .query })
        for call in failed { call.continuation.resume(throwing: error) }
    }
}
