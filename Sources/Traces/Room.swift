package import Tracing

/// The rooms of a request (docs/architecture.md §4) and the waits inside them: the names of spans.
package enum Room: String, Sendable, CaseIterable {
    case authentication, access, memory, store, answer
    /// A wait for vectors.
    case embedding
    /// A request to another server.
    case outbound
}

extension Room {
    /// Runs work in a span when the request is traced, else only runs it.
    /// - Parameters:
    ///   - operation: a word of our own, never a text of a caller; only made for a traced request.
    ///   - kind: whether another server does the work.
    package func span<Value>(
        _ operation: @autoclosure () -> String? = nil,
        ofKind kind: SpanKind = .internal,
        _ work: () async throws -> Value
    ) async rethrows -> Value {
        guard let context = InstrumentationContext.current, let tracer = context.tracer else { return try await work() }
        let span = tracer.startSpan(name(operation()), context: context, ofKind: kind)
        defer { end(span) }
        do {
            return try await InstrumentationContext.$current.withValue(span.context) { try await work() }
        } catch {
            span.recordError(error)
            throw error
        }
    }

    /// The same for work that does not wait.
    package func span<Value>(_ operation: @autoclosure () -> String? = nil, _ work: () throws -> Value) rethrows
        -> Value
    {
        guard let context = InstrumentationContext.current, let tracer = context.tracer else { return try work() }
        let span = tracer.startSpan(name(operation()), context: context, ofKind: .internal)
        defer { end(span) }
        do { return try work() } catch {
            span.recordError(error)
            throw error
        }
    }

    private func name(_ operation: String?) -> String { operation.map { "\(rawValue) \($0)" } ?? rawValue }

    private func end(_ span: RecordedSpan) {
        span.end()
        if self == .memory { span.trace.noteMemoryEnd() }
    }
}
