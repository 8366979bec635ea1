// Traces: the back end of swift-distributed-tracing that samples, collects spans and writes them as OTLP.
//
// Owns the names of spans, W3C Trace Context, the bounded queue and the text of OTLP/HTTP. Does not send anything:
// `Outbound/TraceSender.swift` does. Start reading at `Room.swift`, then `TraceRecorder.swift`.
