// Prometheus: the back end of swift-metrics that keeps numbers in memory and writes them in Prometheus' text formats.
//
// Owns the kinds of series and the text. Does not know what is measured: the executable names the metrics
// (`Metrics/Metric.swift`) and serves the text. Start reading at `PrometheusRegistry.swift`.
