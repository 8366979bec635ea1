import Synchronization
import TestSupport
import Testing

@testable import Identity

@Suite struct SingleFlightTests {
    struct Refused: Error {}

    /// An operation that runs until the test finishes it.
    final class Question: Sendable {
        let (answers, continuation) = AsyncStream<Bool>.makeStream()
        let count = Mutex(0)

        @Sendable func ask() async throws -> Int {
            let number = count.withLock { count in
                count += 1
                return count
            }
            for await isGood in answers {
                guard isGood else { throw Refused() }
                return number
            }
            throw CancellationError()
        }
    }

    @Test("Concurrent callers share one operation and its result or error", arguments: [true, false])
    func concurrentCallersShareOneResult(isGood: Bool) async throws {
        let flight = SingleFlight<String, Int>()
        let question = Question()
        let results = await withTaskGroup(of: Result<Int, any Error>.self) { group in
            // Each task runs until it waits before the next one starts.
            for _ in 0..<50 {
                group.addImmediateTask {
                    do { return .success(try await flight.value(for: "key", question.ask)) } catch {
                        return .failure(error)
                    }
                }
            }
            question.continuation.yield(isGood)
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(question.count.withLock { $0 } == 1)
        for result in results {
            switch result {
            case .success(let number): #expect(isGood && number == 1)
            case .failure(let error): #expect(!isGood && error is Refused)
            }
        }
        question.continuation.yield(true)
        #expect(try await flight.value(for: "key", question.ask) == 2)
        #expect(try await flight.current(for: "key") == nil)
    }

    @Test("Operations with different keys do not wait for each other")
    func differentKeysDoNotWaitForEachOther() async throws {
        let flight = SingleFlight<String, Int>()
        let question = Question()
        let slow = Task.immediate { try await flight.value(for: "slow", question.ask) }
        #expect(try await flight.value(for: "quick") { 7 } == 7)
        question.continuation.yield(true)
        #expect(try await slow.value == 1)
    }

    @Test("The caller that started the operation can leave without cancelling it")
    func theFirstCallerCanBeCancelled() async throws {
        let flight = SingleFlight<String, Int>()
        let question = Question()
        let first = Task.immediate { try await flight.value(for: "key", question.ask) }
        let second = Task.immediate { try await flight.value(for: "key", question.ask) }
        first.cancel()
        question.continuation.yield(true)
        #expect(try await second.value == 1)
    }

    @Test("An operation that never suspends runs on the caller's thread")
    func anOperationWithoutSuspensionRunsOnTheCallersThread() async throws {
        let answer = Mutex(0)
        let flight = SingleFlight<String, Int>()
        let task = Task.immediate {
            let value = try await flight.value(for: "key") { 7 }
            answer.withLock { $0 = value }
        }
        #expect(answer.withLock { $0 } == 7)
        try await task.value
    }
}
