import Base
import Synchronization
import TestSupport
import Testing
import Tracing

@testable import Traces

@Suite struct TraceContextTests {
    private static let id = "0af7651916cd43dd8448eb211c80319c"
    private static let span = "b7ad6b7169203331"

    @Test("W3C Trace Context §3.2: a well-formed traceparent is read")
    func wellFormed() throws {
        let context = try #require(TraceContext(parent: "00-\(Self.id)-\(Self.span)-01", state: "a=1,b=2"))
        #expect(context.traceID == Self.id && context.spanID == Self.span && context.isSampled)
        #expect(context.state == "a=1,b=2" && context.parent == "00-\(Self.id)-\(Self.span)-01")
        #expect(TraceContext(parent: "00-\(Self.id)-\(Self.span)-00", state: nil)?.isSampled == false)
        #expect(TraceContext(parent: "cc-\(Self.id)-\(Self.span)-01-more", state: nil) != nil, "a later version")
    }

    @Test(
        "W3C Trace Context §3.2.2: a malformed traceparent is ignored",
        arguments: [
            "", "00", "00-\(id)-\(span)", "ff-\(id)-\(span)-01", "00-\(id)-\(span)-01-more", "00-\(id)-\(span)-1",
            "00-\(String(repeating: "0", count: 32))-\(span)-01", "00-\(id)-0000000000000000-01",
            "00-\(id.uppercased())-\(span)-01", "00-\(id)-\(span)-0g", "00-\(id)é-\(span)-01",
        ]
    )
    func malformed(text: String) {
        #expect(TraceContext(parent: text, state: nil) == nil)
    }

    @Test("W3C Trace Context §3.3: a long or unprintable tracestate is not passed on")
    func state() {
        for state in [String(repeating: "a", count: 513), "a=\u{1}", "a=é"] {
            #expect(TraceContext(parent: "00-\(Self.id)-\(Self.span)-01", state: state)?.state == nil)
        }
    }
}

@Suite struct TraceRecorderTests {
    private let queue = SpanQueue()

    private func recorder(_ ratio: Double = 1) -> TraceRecorder {
        TraceRecorder(ratio: ratio, queue: queue, random: SeededRandom(7))
    }

    /// Work that does not wait.
    private static func judge() { Room.access.span {} }

    private struct Failure: Error {
        let text = "secret"
    }

    @Test("The rooms of a traced request become spans below its own, in the order in which they end")
    func rooms() async throws {
        let root = recorder().startSpan("GET", context: .topLevel, ofKind: .server)
        await InstrumentationContext.$current.withValue(root.context) {
            await Room.memory.span("search") {
                await Room.store.span("read") { await Task.yield() }
            }
            Self.judge()
        }
        root.end()
        let spans = queue.take()
        #expect(spans.map(\.name) == ["store read", "memory search", "access", "GET"])
        #expect(Set(spans.map(\.traceID)).count == 1 && Set(spans.map(\.spanID)).count == 4)
        #expect(spans[0].parentID == spans[1].spanID && spans[1].parentID == spans[3].spanID)
        #expect(spans[2].parentID == spans[3].spanID && spans[3].parentID == nil)
        #expect(root.trace.leftMemory != nil)
    }

    @Test("Without a traced request, work runs and no span is made")
    func untraced() async throws {
        #expect(Room.memory.span { 7 } == 7)
        let root = recorder(0).startSpan("GET", context: .topLevel, ofKind: .server)
        #expect(!root.isRecording)
        await InstrumentationContext.$current.withValue(root.context) { await Room.memory.span { await Task.yield() } }
        root.end()
        #expect(queue.take().isEmpty)
    }

    @Test("A trace of a caller is continued if the caller records it, whatever the ratio", arguments: [0.0, 1.0])
    func continued(ratio: Double) {
        for isSampled in [true, false] {
            var context = InstrumentationContext.topLevel
            context.trace = TraceContext(
                traceID: "0af7651916cd43dd8448eb211c80319c",
                spanID: "b7ad6b7169203331",
                isSampled: isSampled,
                state: "a=1"
            )
            let span = recorder(ratio).startSpan("GET", context: context, ofKind: .server)
            #expect(span.isRecording == isSampled)
            #expect(span.context.trace?.traceID == "0af7651916cd43dd8448eb211c80319c")
            #expect(span.context.trace?.spanID != "b7ad6b7169203331" && span.context.trace?.state == "a=1")
        }
    }

    @Test("The ratio decides how many traces are recorded")
    func ratio() {
        let recorder = recorder(0.25)
        let count = (0..<2_000).count { _ in
            recorder.startSpan("GET", context: .topLevel, ofKind: .server).isRecording
        }
        #expect((400...600).contains(count), "\(count)")
    }

    @Test("An error is recorded by its type and passed on; its text is not kept")
    func errors() async throws {
        let root = recorder().startSpan("GET", context: .topLevel, ofKind: .server)
        await #expect(throws: Failure.self) {
            try await InstrumentationContext.$current.withValue(root.context) {
                try await Room.store.span {
                    await Task.yield()
                    throw Failure()
                }
            }
        }
        let text = String(decoding: TraceText.json(queue.take(), resource: []), as: UTF8.self)
        #expect(text.contains(#""error.type","value":{"stringValue":"Failure"}"#) && text.contains(#""code":2"#))
        #expect(!text.contains("secret"))
    }

    @Test("The queue and each trace are bounded, and what is dropped is counted")
    func bounded() async {
        let lost = Counter()
        let queue = SpanQueue(capacity: 10) { lost.add($0) }
        let recorder = TraceRecorder(ratio: 1, queue: queue, random: SeededRandom(7))
        for _ in 0..<15 { recorder.startSpan("GET", context: .topLevel, ofKind: .server).end() }
        #expect(queue.take().count == 10 && lost.value == 5)
        let root = recorder.startSpan("GET", context: .topLevel, ofKind: .server)
        await InstrumentationContext.$current.withValue(root.context) {
            for _ in 0..<Trace.mostSpans + 4 {
                await Room.store.span { await Task.yield() }
                _ = queue.take()
            }
        }
        #expect(lost.value == 5 + 5)
    }

    @Test("OTLP in JSON has ids in hexadecimal and times as strings")
    func json() throws {
        let root = recorder().startSpan(
            "GET",
            context: .topLevel,
            ofKind: .server,
            at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 1_000)
        )
        root.attributes["http.response.status_code"] = Int64(200)
        root.end(at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 2_500))
        let spans = queue.take()
        let text = String(decoding: TraceText.json(spans, resource: [("service.name", "x")]), as: UTF8.self)
        for part in [
            #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"x"}}]}"#,
            #""traceId":"\#(spans[0].traceID)""#, #""spanId":"\#(spans[0].spanID)""#, #""name":"GET","kind":2"#,
            #""startTimeUnixNano":"1000","endTimeUnixNano":"2500""#,
            #"{"key":"http.response.status_code","value":{"intValue":"200"}}"#, #""status":{}"#,
        ] {
            #expect(text.contains(part), "\(part): \(text)")
        }
    }
}

/// A number that several tasks change.
private final class Counter: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    func add(_ count: Int) { number.withLock { $0 += count } }
}
