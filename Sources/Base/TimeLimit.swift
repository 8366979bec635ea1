/// The result of `operation`, or nil when it takes longer than `limit`. The operation is then cancelled but not
/// awaited, so that work that ignores cancellation cannot delay the caller.
/// - Parameter alarm: waits for `limit` to pass; tests decide when it returns.
/// - Throws: the error of `operation`; `CancellationError` when the calling task is cancelled.
package func within<Value: Sendable>(
    _ limit: Duration,
    _ alarm: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
    let (results, continuation) = AsyncStream.makeStream(
        of: Result<Value, any Error>?.self,
        bufferingPolicy: .bufferingOldest(1)
    )
    let work = Task {
        do {
            continuation.yield(.success(try await operation()))
        } catch {
            continuation.yield(.failure(error))
        }
    }
    let end = Task {
        try await alarm(limit)
        continuation.yield(nil)
    }
    defer {
        work.cancel()
        end.cancel()
    }
    // The loop ends without an element only when the calling task is cancelled.
    for await result in results { return try result?.get() }
    throw CancellationError()
}
