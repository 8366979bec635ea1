/// The text formats that Prometheus reads.
package enum PrometheusFormat: Sendable, CaseIterable {
    /// Prometheus' own, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
    case text
    /// OpenMetrics 1.0, which has exemplars.
    case openMetrics
}
