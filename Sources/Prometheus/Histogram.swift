/// A histogram of durations in seconds.
package struct Histogram: Sendable {
    let series: Series

    /// - Parameter exemplar: the label of one record that shows what is behind a number, such as the id of a trace.
    package func record(seconds: Double, exemplar: (name: String, value: String)? = nil) {
        series.record(seconds, exemplar: exemplar.map { PrometheusText.labels([$0]) })
    }
}
