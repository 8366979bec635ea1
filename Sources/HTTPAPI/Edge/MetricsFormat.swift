/// The formats in which metrics are written.
package enum MetricsFormat: String, Sendable, CaseIterable {
    /// Prometheus' text format.
    case text = "text/plain; version=0.0.4; charset=utf-8"
    case openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8"
}

/// Writes what is measured.
package typealias MetricsText = @Sendable (MetricsFormat) async -> String
