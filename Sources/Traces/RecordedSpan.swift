import Synchronization
package import Tracing

/// A piece of work in a trace. Keeps only names, numbers and our own words: an error is recorded by its type.
package final class RecordedSpan: Tracing.Span {
    private struct State {
        var name: String
        var attributes = SpanAttributes()
        var isError = false
        var isOver = false
    }

    package let context: InstrumentationContext
    /// The state that all spans of this trace share.
    package let trace: Trace
    private let parent: String?
    private let kind: SpanKind
    private let start: UInt64
    private let state: Mutex<State>
    /// Nil for a span that is not recorded.
    private let queue: SpanQueue?

    init(
        _ name: String,
        _ kind: SpanKind,
        context: InstrumentationContext,
        parent: String?,
        trace: Trace,
        start: UInt64,
        queue: SpanQueue?
    ) {
        state = Mutex(State(name: name))
        self.kind = kind
        self.context = context
        self.parent = parent
        self.trace = trace
        self.start = start
        self.queue = queue
    }

    package var isRecording: Bool { queue != nil }

    package var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }

    package var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    package func setStatus(_ status: SpanStatus) {
        state.withLock { $0.isError = status.code == .error }
    }

    /// The text of an error may quote a caller, so only its type is kept.
    package func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {
        state.withLock { state in
            state.isError = true
            state.attributes["error.type"] = "\(type(of: error))"
        }
    }

    /// Events and links are not kept: this server makes none.
    package func addEvent(_ event: SpanEvent) {}
    package func addLink(_ link: SpanLink) {}

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard let queue, let own = context.trace else { return }
        let last: State? = state.withLock { state in
            guard !state.isOver else { return nil }
            state.isOver = true
            return state
        }
        guard let last else { return }
        queue.add(
            FinishedSpan(
                name: last.name,
                kind: kind,
                traceID: own.traceID,
                spanID: own.spanID,
                parentID: parent,
                start: start,
                end: max(start, instant().nanosecondsSinceEpoch),
                attributes: FinishedSpan.kept(last.attributes),
                isError: last.isError
            )
        )
    }
}
