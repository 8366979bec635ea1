/// The result of `operation`, or nil when it takes longer than `limit`: then it is cancelled and not waited for, so that a
/// provider that ignores cancellation cannot hold up the caller.
func within<Value: Sendable>(
    _ limit: Duration, _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
    let (results, continuation) = AsyncStream.makeStream(of: Result<Value, any Error>?.self, bufferingPolicy: .bufferingOldest(1))
    let work = Task {
        do {
            continuation.yield(.success(try await operation()))
        } catch {
            continuation.yield(.failure(error))
        }
    }
    let alarm = Task {
        try await Task.sleep(for: limit)
        continuation.yield(nil)
    }
    defer {
        work.cancel()
        alarm.cancel()
    }
    // Iteration ends without an element only when the calling task is cancelled.
    for await result in results { return try result?.get() }
    throw CancellationError()
}
