import Base
import Tracing

/// Writes spans as an `ExportTraceServiceRequest` of OTLP in JSON (opentelemetry.io/docs/specs/otlp, §JSON Protobuf
/// Encoding: ids in hexadecimal, 64-bit numbers as strings).
package enum TraceText {
    /// - Parameter resource: what describes this server, such as `service.name`.
    package static func json(_ spans: [FinishedSpan], resource: [(name: String, value: String)]) -> [UInt8] {
        var text = JSONWriter()
        text.object { text in
            text.list("resourceSpans", [spans]) { text, spans in
                text.object("resource") { text in
                    text.list("attributes", resource) { text, attribute in
                        text.member("key", attribute.name)
                        text.object("value") { $0.member("stringValue", attribute.value) }
                    }
                }
                text.list("scopeSpans", [spans]) { text, spans in
                    text.object("scope") { $0.member("name", "agent-memory") }
                    text.list("spans", spans) { write($1, to: &$0) }
                }
            }
        }
        return text.bytes
    }

    private static func write(_ span: FinishedSpan, to text: inout JSONWriter) {
        text.member("traceId", span.traceID)
        text.member("spanId", span.spanID)
        if let parent = span.parentID { text.member("parentSpanId", parent) }
        text.member("name", span.name)
        text.member("kind", number(of: span.kind))
        text.member("startTimeUnixNano", "\(span.start)")
        text.member("endTimeUnixNano", "\(span.end)")
        text.list("attributes", span.attributes.sorted { $0.key < $1.key }) { text, attribute in
            text.member("key", attribute.key)
            text.object("value") { text in
                switch attribute.value {
                case .text(let value): text.member("stringValue", value)
                case .number(let value): text.member("intValue", "\(value)")
                case .flag(let value): text.member("boolValue", value)
                }
            }
        }
        text.object("status") { text in
            if span.isError { text.member("code", 2) }
        }
    }

    /// `Span.SpanKind` of OTLP.
    private static func number(of kind: SpanKind) -> Int {
        switch kind {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }
}

extension JSONWriter {
    /// A member whose value is a list of objects.
    fileprivate mutating func list<Element>(
        _ name: String,
        _ elements: some Sequence<Element>,
        _ each: (inout JSONWriter, Element) -> Void
    ) {
        array(name, elements) { text, element in text.object { each(&$0, element) } }
    }
}
