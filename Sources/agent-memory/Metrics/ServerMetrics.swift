import CoreMetrics
import Prometheus

/// The metrics of this process. Created when metrics are on; without it nothing is counted, and nothing is wrapped.
final class ServerMetrics: Sendable {
    private let registry = PrometheusRegistry(helps: Metric.helps)

    func counter(_ metric: Metric, _ labels: [(String, String)] = []) -> Counter {
        Counter(label: metric.rawValue, dimensions: labels, factory: registry)
    }

    func gauge(_ metric: Metric, _ labels: [(String, String)] = []) -> Meter {
        Meter(label: metric.rawValue, dimensions: labels, factory: registry)
    }

    func timer(_ metric: Metric, _ labels: [(String, String)] = []) -> Timer {
        Timer(label: metric.rawValue, dimensions: labels, factory: registry)
    }

    func seconds(_ metric: Metric) -> FloatingPointCounter {
        FloatingPointCounter(label: metric.rawValue, factory: registry)
    }

    func histogram(_ metric: Metric, _ labels: [(String, String)]) -> Histogram {
        registry.histogram(label: metric.rawValue, dimensions: labels)
    }

    func text(_ format: PrometheusFormat) -> String { registry.text(format) }
}

extension Timer {
    /// Records the time since `start`.
    func record(since start: ContinuousClock.Instant) {
        recordNanoseconds(Int64((ContinuousClock.now - start).inSeconds * 1e9))
    }
}

extension Duration {
    /// With fractions.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
