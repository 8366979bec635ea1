import Base
import Synchronization

@testable import Memories

/// A model that answers a call only when the test says so, except for purposes that it answers immediately. Independent
/// of time.
final class HeldEmbedder: EmbeddingProvider {
    struct Call: Sendable {
        let texts: [String]
        let purpose: EmbeddingPurpose
    }

    private struct State {
        var calls: [Call] = []
        /// The waiting calls, by number.
        var held: [Int: CheckedContinuation<Void, any Error>] = [:]
    }

    let model = EmbeddingModel(name: "held", dimension: 4)
    let capacity: EmbeddingCapacity
    private let answersAtOnce: Set<EmbeddingPurpose>
    private let state = Mutex(State())

    init(_ capacity: EmbeddingCapacity = .modest, answersAtOnce: Set<EmbeddingPurpose> = []) {
        self.capacity = capacity
        self.answersAtOnce = answersAtOnce
    }

    var calls: [Call] { state.withLock { $0.calls } }
    /// How many calls are waiting for the test.
    var held: Int { state.withLock { $0.held.count } }

    func embed(_ texts: [String], for purpose: EmbeddingPurpose) async throws -> [Vector] {
        let call = Call(texts: texts, purpose: purpose)
        if answersAtOnce.contains(purpose) {
            state.withLock { $0.calls.append(call) }
        } else {
            try await withCheckedThrowingContinuation { continuation in
                // In one step: a call that a test has seen can be released.
                state.withLock { state in
                    state.held[state.calls.count] = continuation
                    state.calls.append(call)
                }
            }
        }
        return texts.map { Vector(normalising: [1, Float($0.utf8.count), 0, 0])! }
    }

    /// Lets the oldest waiting call succeed, or fail with `fault`.
    func release(_ fault: Fault? = nil) {
        let oldest = state.withLock { state in state.held.keys.min().flatMap { state.held.removeValue(forKey: $0) } }
        if let fault { oldest?.resume(throwing: fault) } else { oldest?.resume() }
    }
}

/// An alarm that ends waits only when the test rings it.
final class ManualAlarm: Sendable {
    private let state = Mutex<(last: Int, waiting: [Int: CheckedContinuation<Void, any Error>])>((0, [:]))

    var waiting: Int { state.withLock { $0.waiting.count } }

    func wait() async throws {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { $0.waiting[number] = continuation }
                if Task.isCancelled { cancel(number) }
            }
        } onCancel: {
            cancel(number)
        }
    }

    func ring() {
        for waiter in state.withLock({ state in
            defer { state.waiting = [:] }
            return state.waiting.values
        }) { waiter.resume() }
    }

    private func cancel(_ number: Int) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(throwing: CancellationError())
    }
}

/// Returns when `condition` is true; tests wait for it instead of for time.
func until(_ condition: () -> Bool) async {
    while !condition() { await Task.yield() }
}
