package import CoreMetrics
import Synchronization

/// Keeps the numbers of this process until they are read. A series lives as long as the process.
package final class PrometheusRegistry: MetricsFactory {
    /// The maximum number of series of one metric, so that no label can fill the memory. Further ones are not counted.
    static let mostSeries = 2_000

    private struct Family {
        let kind: Series.Kind
        var series: [String: Series] = [:]
    }

    private let families = Mutex<[String: Family]>([:])
    private let helps: [String: String]

    /// - Parameter helps: what each metric means, by its name; other metrics have no `# HELP` line.
    package init(helps: [String: String] = [:]) {
        self.helps = helps
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(.counter, label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(.counter, label, dimensions)
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        series(aggregate ? .histogram : .gauge, label, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(.gauge, label, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(.histogram, label, dimensions)
    }

    /// A histogram of seconds whose records can have an exemplar, which swift-metrics cannot express.
    package func histogram(label: String, dimensions: [(String, String)]) -> Histogram {
        Histogram(series: series(.histogram, label, dimensions))
    }

    // A series stays when its last user is gone: a counter that starts again at zero would look like a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// The series with these labels; created when it is new. When there are too many, or the name has another kind,
    /// returns a series that is never read.
    private func series(_ kind: Series.Kind, _ label: String, _ dimensions: [(String, String)]) -> Series {
        let name = PrometheusText.name(label)
        let labels = PrometheusText.labels(dimensions)
        return families.withLock { families in
            var family = families[name] ?? Family(kind: kind)
            if family.kind == kind, let known = family.series[labels] { return known }
            let series = Series(kind)
            guard family.kind == kind, family.series.count < Self.mostSeries else { return series }
            family.series[labels] = series
            families[name] = family
            return series
        }
    }

    /// All numbers as text, sorted by name and labels.
    package func text(_ format: PrometheusFormat = .text) -> String {
        let families = families.withLock { $0 }
        var text = PrometheusText(format)
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text.head(name, family.kind, help: helps[name])
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                text.sample(name, labels, series.kind, series.value)
            }
        }
        text.end()
        return text.text
    }
}
