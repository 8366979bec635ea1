import Base
import Synchronization
package import Tracing

/// The ids of a trace and of one span in it, as W3C Trace Context passes them on.
package struct TraceContext: Sendable, Hashable {
    /// 32 lower-case hexadecimal digits, not all zero.
    package let traceID: String
    /// 16 lower-case hexadecimal digits, not all zero.
    package let spanID: String
    package let isSampled: Bool
    /// `tracestate` of other systems, passed on as it came.
    package let state: String?

    /// Parses the headers of a request (W3C Trace Context §3.2). Nil when they are malformed: the trace then starts here.
    /// - Parameter state: ignored when longer than 512 characters (§3.3.1.5).
    package init?(parent: String, state: String?) {
        let parts = parent.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, Self.isHex(parts[0]), parts[0] != "ff",
            parts[0] != "00" || parts.count == 4,
            parts[1].utf8.count == 32, Self.isHex(parts[1]), parts[1].contains(where: { $0 != "0" }),
            parts[2].utf8.count == 16, Self.isHex(parts[2]), parts[2].contains(where: { $0 != "0" }),
            parts[3].utf8.count == 2, Self.isHex(parts[3]), let flags = UInt8(parts[3], radix: 16)
        else { return nil }
        traceID = String(parts[1])
        spanID = String(parts[2])
        isSampled = flags & 1 == 1
        self.state = state.flatMap {
            $0.utf8.count <= 512 && $0.utf8.allSatisfy { (0x20...0x7e).contains($0) } ? $0 : nil
        }
    }

    init(traceID: String, spanID: String, isSampled: Bool, state: String?) {
        (self.traceID, self.spanID, self.isSampled, self.state) = (traceID, spanID, isSampled, state)
    }

    /// The value of `traceparent`.
    package var parent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    private static func isHex(_ text: Substring) -> Bool {
        text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The context of the work that runs now; nil when it is part of no trace.
    package static var current: TraceContext? { InstrumentationContext.current?.trace }
}

/// The state that all spans of one sampled trace in this process share.
package final class Trace: Sendable {
    /// The maximum number of spans of one trace in this process: an import makes thousands of statements.
    static let mostSpans = 200

    private let count = Atomic<Int>(0)
    private let memoryEnd = Atomic<UInt64>(0)

    /// Whether another span may be recorded.
    func admits() -> Bool { count.wrappingAdd(1, ordering: .relaxed).newValue <= Self.mostSpans }

    func noteMemoryEnd() { memoryEnd.store(DefaultTracerClock.now.nanosecondsSinceEpoch, ordering: .relaxed) }

    /// When room 4 was last left; nil when the request was never there.
    package var leftMemory: DefaultTracerClock.Instant? {
        let time = memoryEnd.load(ordering: .relaxed)
        return time == 0 ? nil : .init(nanosecondsSinceEpoch: time)
    }
}

private enum TraceKey: InstrumentationContextKey {
    typealias Value = TraceContext
}

private enum TracerKey: InstrumentationContextKey {
    typealias Value = TraceRecorder
}

private enum SharedKey: InstrumentationContextKey {
    typealias Value = Trace
}

extension InstrumentationContext {
    package internal(set) var trace: TraceContext? {
        get { self[TraceKey.self] }
        set { self[TraceKey.self] = newValue }
    }

    /// Only set in a trace that is sampled.
    var tracer: TraceRecorder? {
        get { self[TracerKey.self] }
        set { self[TracerKey.self] = newValue }
    }

    var shared: Trace? {
        get { self[SharedKey.self] }
        set { self[SharedKey.self] = newValue }
    }
}

/// The trace that a piece of work belongs to, to run it elsewhere than in the task that asked for it.
package struct TraceScope: Sendable {
    private let context: InstrumentationContext?

    package static var current: TraceScope { TraceScope(context: InstrumentationContext.current) }

    package func run<Value>(_ work: () async throws -> Value) async rethrows -> Value {
        try await InstrumentationContext.$current.withValue(context) { try await work() }
    }
}
