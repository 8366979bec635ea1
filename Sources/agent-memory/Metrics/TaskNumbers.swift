import Base
import CoreMetrics

/// Measures the runs of background tasks.
struct TaskNumbers: Sendable {
    private let metrics: ServerMetrics
    private let time: any TimeSource

    init(_ metrics: ServerMetrics, time: any TimeSource) {
        self.metrics = metrics
        self.time = time
    }

    func ran(_ task: String, since start: ContinuousClock.Instant, isSuccess: Bool) {
        let label = [("task", task)]
        metrics.timer(.backgroundDuration, label).record(since: start)
        metrics.counter(.backgroundRuns, label + [("outcome", isSuccess ? "success" : "failure")]).increment()
        guard isSuccess else { return }
        metrics.gauge(.backgroundSuccess, label).set(Double(time.now().milliseconds) / 1_000)
    }
}
