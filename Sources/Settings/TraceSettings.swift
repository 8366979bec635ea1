package import Base

/// Where traces of requests are sent.
package struct TraceSettings: Sendable {
    /// The collector; nil turns traces off.
    package let url: String?
    /// The share of the requests that are traced, 0…1.
    package let ratio: Double
    /// The name of this server in traces.
    package let service: String
    /// The value of the `Authorization` header for the collector.
    package let authorization: Secret?

    init(_ s: SettingReader) {
        url = s.parsed(
            "traces.url",
            form: "URL",
            "Send traces of requests to this OpenTelemetry collector (OTLP over HTTP), such as `http://127.0.0.1:4318`. Without it there are "
                + "none.",
            fault: "is not an http or https URL of a collector",
            Self.collector
        )
        ratio =
            s.parsed(
                "traces.ratio",
                form: "0…1",
                "The share of requests that are traced, 0.1 by default. A request that is part of a trace already follows its caller.",
                fault: "is not a number between 0 and 1",
                { Double($0).flatMap { (0...1).contains($0) ? $0 : nil } }
            ) ?? 0.1
        service = s.string("traces.service", default: "agent-memory", "The name of this server in traces.")
        authorization = s.secret(
            "traces.authorization",
            "The `Authorization` header for the collector, such as `Bearer …`. Needs https, or a collector on this machine."
        )
        guard authorization != nil, let url, !url.hasPrefix("https://"), !HTTPSettings.isLoopback(url: url) else {
            return
        }
        s.note(
            "traces.authorization: traces.url must be https, because the header would cross the network in the clear."
        )
    }

    private static func collector(_ text: String) -> String? {
        guard let parts = URIParts(text), ["http", "https"].contains(parts.scheme), parts.authority != nil
        else { return nil }
        return text
    }
}
