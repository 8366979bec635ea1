import Foundation
import Testing

/// The alert rules, the dashboard and the documentation name only metrics that the server has.
@Suite struct MonitoringTests {
    /// The names in `Metric.swift`, with the suffixes of the series that Prometheus stores.
    private static let known: Set<String> = {
        let file = SourceTree.sources.first { $0.path == "Sources/agent-memory/Metrics/Metric.swift" }
        let names = (file?.code ?? []).compactMap { line in
            line.firstMatch(of: /case \w+ = "([a-z_]+)"/).map { String($0.output.1) }
        }
        return Set(names.flatMap { [$0, "\($0)_bucket", "\($0)_sum", "\($0)_count"] })
    }()

    @Test(
        "Every metric that is named exists",
        arguments: [
            "packaging/monitoring/alerts.yaml", "packaging/monitoring/dashboard.json", "docs/operations.md",
        ]
    )
    func namedMetricsExist(path: String) throws {
        let text = try String(contentsOf: SourceTree.root.appending(path: path), encoding: .utf8)
        let named = Set(text.matches(of: /\b(agent_memory|process)_[a-z_]+[a-z]\b/).map { String($0.output.0) })
        #expect(!named.isEmpty)
        #expect(named.subtracting(Self.known) == [])
    }

    @Test("Every metric is on the dashboard or in an alert")
    func metricsAreUsed() throws {
        let texts = try ["alerts.yaml", "dashboard.json"].map {
            try String(contentsOf: SourceTree.root.appending(path: "packaging/monitoring/\($0)"), encoding: .utf8)
        }
        let unused = Self.known.filter { name in
            !["_bucket", "_sum", "_count"].contains { name.hasSuffix($0) }
                && !texts.contains { $0.contains(name) }
        }
        #expect(unused == [])
    }
}
