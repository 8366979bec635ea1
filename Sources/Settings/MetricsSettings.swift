/// What is measured for a monitoring system, and where it reads it.
package struct MetricsSettings: Sendable {
    /// Whether anything is measured.
    package let isOn: Bool
    /// The address of the additional listener.
    package let host: String
    /// The port on which no token is needed; nil for none.
    package let port: Int?

    init(_ s: SettingReader) {
        let enabled = s.bool(
            "metrics.enabled",
            default: false,
            "Measure requests, authentications, storage and background work. Administrators read the numbers at `/metrics`."
        )
        port = s.optionalInt(
            "metrics.port",
            in: 0...65_535,
            "An additional port on which `/metrics` needs no token. Turns metrics on. 0 picks a free one."
        )
        host = s.string(
            "metrics.host",
            default: "127.0.0.1",
            form: "address",
            "The address of `metrics.port`. On loopback the server responds to loopback names only."
        )
        isOn = enabled || port != nil
    }
}
