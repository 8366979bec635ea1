import Hummingbird

extension Request {
    /// Whether a person sees the response: the request accepts HTML, and prefers nothing to it (RFC 9110 §12.5.1).
    /// Browsers do; programs accept JSON, anything, or name nothing.
    var prefersPage: Bool {
        let ranges = headers[values: .accept].flatMap { $0.split(separator: ",") }.map(MediaRange.init)
        func weight(_ type: String) -> Double? { ranges.filter { $0.type == type }.map(\.weight).max() }
        guard let html = weight("text/html"), html > 0 else { return false }
        if let json = ["application/json", "application/problem+json"].compactMap(weight).max() { return html > json }
        return html >= weight("*/*") ?? 0
    }

    /// Whether the request prefers OpenMetrics to Prometheus' text format, as a Prometheus server does.
    var prefersOpenMetrics: Bool {
        let ranges = headers[values: .accept].flatMap { $0.split(separator: ",") }.map(MediaRange.init)
        func weight(_ types: String...) -> Double { ranges.filter { types.contains($0.type) }.map(\.weight).max() ?? 0 }
        let openMetrics = weight("application/openmetrics-text")
        return openMetrics > 0 && openMetrics >= weight("text/plain", "text/*", "*/*")
    }
}

/// One range of an `Accept` header.
private struct MediaRange {
    let type: String
    /// 1 when absent; 0 when it cannot be parsed.
    let weight: Double

    init(_ text: Substring) {
        let parts = text.split(separator: ";").map { String($0.filter { $0 != " " && $0 != "\t" }).lowercased() }
        type = parts.first ?? ""
        weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
    }
}
