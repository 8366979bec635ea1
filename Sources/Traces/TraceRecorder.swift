package import Base
package import Tracing

/// Starts the spans of this process. The executable creates one when traces are on; it is part of the context of a
/// sampled request, so that work outside of such a request finds none.
package final class TraceRecorder: Tracer {
    package typealias Span = RecordedSpan

    private let ratio: Double
    private let random: any RandomSource
    let queue: SpanQueue

    /// - Parameter ratio: the share of the traces starting here that are recorded, 0…1. A trace that started elsewhere
    ///   is recorded if its caller does.
    package init(ratio: Double, queue: SpanQueue, random: any RandomSource) {
        self.ratio = ratio
        self.queue = queue
        self.random = random
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> InstrumentationContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> RecordedSpan {
        var context = context()
        let parent = context.trace
        let id = parent?.traceID ?? TraceContext.hex(random.bytes(16))
        let isSampled = parent?.isSampled ?? isChosen(id)
        let trace = context.shared ?? Trace()
        let isRecorded = isSampled && trace.admits()
        if isSampled, !isRecorded { queue.drop(1) }
        context.trace = TraceContext(
            traceID: id,
            spanID: TraceContext.hex(random.bytes(8)),
            isSampled: isSampled,
            state: parent?.state
        )
        context.shared = isSampled ? trace : nil
        context.tracer = isSampled ? self : nil
        return RecordedSpan(
            operationName,
            kind,
            context: context,
            parent: parent?.spanID,
            trace: trace,
            start: instant().nanosecondsSinceEpoch,
            queue: isRecorded ? queue : nil
        )
    }

    /// The same ids are chosen by every server with the same ratio.
    private func isChosen(_ traceID: String) -> Bool {
        guard ratio < 1 else { return true }
        guard ratio > 0, let number = UInt64(traceID.suffix(14), radix: 16) else { return false }
        return Double(number) < ratio * Double(1 << 56 as UInt64)
    }

    /// Nothing to do: the spans are taken from the queue all the time.
    package func forceFlush() {}

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout InstrumentationContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let parent = extractor.extract(key: "traceparent", from: carrier) else { return }
        context.trace = TraceContext(parent: parent, state: extractor.extract(key: "tracestate", from: carrier))
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        for (name, value) in context.trace?.headers ?? [] { injector.inject(value, forKey: name, into: &carrier) }
    }
}

extension TraceContext {
    /// The headers for a request to another server.
    package var headers: [(name: String, value: String)] {
        [("traceparent", parent)] + (state.map { [("tracestate", $0)] } ?? [])
    }
}
