import Logging
import Outbound
import ServiceLifecycle
import Traces

/// Sends finished spans to the collector, until the server stops; then what is left.
struct TraceExport: Service {
    let export: TraceParts
    let logger: Logger

    static let interval: Duration = .seconds(2)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while !Task.isCancelled {
                guard (try? await Task.sleep(for: Self.interval)) != nil else { break }
                await turn(&isFailing)
            }
        }
        // Without another line in the log.
        var isFailing = true
        await turn(&isFailing)
        await export.sender.close()
    }

    /// Sends all that is there. Spans that the collector does not accept are dropped: later ones matter more.
    private func turn(_ isFailing: inout Bool) async {
        while true {
            let spans = export.queue.take()
            guard !spans.isEmpty else { return }
            do {
                try await export.sender.send(TraceText.json(spans, resource: export.resource))
                export.sent(spans.count)
                if isFailing { logger.notice("traces are sent again") }
                isFailing = false
            } catch {
                // The server is stopping: the last turn sends them.
                guard !Task.isCancelled else { return export.queue.giveBack(spans) }
                export.queue.drop(spans.count)
                // Once, not for every attempt.
                if !isFailing {
                    logger.warning("traces cannot be sent; they are dropped", metadata: ["cause": "\(error)"])
                }
                isFailing = true
                return
            }
        }
    }
}
