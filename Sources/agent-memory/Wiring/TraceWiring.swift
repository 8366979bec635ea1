import Base
import CoreMetrics
import Outbound
import Settings
import Traces

/// The parts of tracing that the executable connects.
struct TraceParts: Sendable {
    let recorder: TraceRecorder
    let queue: SpanQueue
    let sender: TraceSender
    /// The description of this server in every trace.
    let resource: [(name: String, value: String)]
    /// Counts spans that the collector accepted.
    let sent: @Sendable (Int) -> Void

    /// Nil without `traces.url`.
    init?(_ settings: TraceSettings, metrics: ServerMetrics?, random: any RandomSource) {
        guard let url = settings.url, let sender = TraceSender(url, authorization: settings.authorization) else {
            return nil
        }
        let (sent, dropped) = (metrics?.counter(.spansSent), metrics?.counter(.spansDropped))
        let queue = SpanQueue { dropped?.increment(by: $0) }
        self.queue = queue
        self.sender = sender
        self.sent = { sent?.increment(by: $0) }
        recorder = TraceRecorder(ratio: settings.ratio, queue: queue, random: random)
        resource = [("service.name", settings.service), ("service.version", Version.current)]
    }
}
