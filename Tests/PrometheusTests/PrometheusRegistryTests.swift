import CoreMetrics
import Testing

@testable import Prometheus

@Suite struct PrometheusRegistryTests {
    private let registry = PrometheusRegistry(helps: ["requests_total": "All\nrequests \\ \"answers\"."])

    @Test("Counters and gauges are written with their labels, sorted")
    func text() {
        Counter(label: "requests_total", dimensions: [("status", "200"), ("route", "/a")], factory: registry)
            .increment(by: 2)
        Counter(label: "requests_total", dimensions: [("route", "/a"), ("status", "200")], factory: registry)
            .increment()
        Meter(label: "database_bytes", factory: registry).set(1_048_576)
        let lines = registry.text().split(separator: "\n")
        #expect(
            lines == [
                "# TYPE database_bytes gauge", "database_bytes 1048576",
                "# HELP requests_total All\\nrequests \\\\ \"answers\".", "# TYPE requests_total counter",
                "requests_total{route=\"/a\",status=\"200\"} 3",
            ]
        )
    }

    @Test("OpenMetrics names a counter without its suffix, escapes quotes in its help and ends with EOF")
    func openMetrics() {
        Counter(label: "requests_total", factory: registry).increment()
        Counter(label: "short", factory: registry).increment()
        #expect(
            registry.text(.openMetrics).split(separator: "\n") == [
                "# HELP requests All\\nrequests \\\\ \\\"answers\\\".", "# TYPE requests counter", "requests_total 1",
                "# TYPE short counter", "short_total 1", "# EOF",
            ]
        )
        #expect(registry.text().contains("# TYPE short_total counter\nshort_total 1\n"))
    }

    @Test("A histogram counts into every bucket from its value on")
    func histogram() {
        let timer = Timer(label: "seconds", factory: registry)
        for nanoseconds: Int64 in [400_000, 1_000_000, 3_000_000_000, 60_000_000_000] {
            timer.recordNanoseconds(nanoseconds)
        }
        let lines = Set(registry.text().split(separator: "\n").map(String.init))
        for line in [
            "seconds_bucket{le=\"0.0005\"} 1", "seconds_bucket{le=\"0.001\"} 2", "seconds_bucket{le=\"2.5\"} 2",
            "seconds_bucket{le=\"5.0\"} 3", "seconds_bucket{le=\"10.0\"} 3", "seconds_bucket{le=\"+Inf\"} 4",
            "seconds_count 4",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test("The last exemplar of a bucket is written in OpenMetrics only")
    func exemplars() {
        let histogram = registry.histogram(label: "seconds", dimensions: [("route", "/a")])
        histogram.record(seconds: 0.3, exemplar: ("trace_id", "first"))
        histogram.record(seconds: 0.4, exemplar: ("trace_id", "sec\"ond"))
        histogram.record(seconds: 0.45)
        histogram.record(seconds: 20, exemplar: ("request_id", "third"))
        let lines = Set(registry.text(.openMetrics).split(separator: "\n").map(String.init))
        for line in [
            #"seconds_bucket{route="/a",le="0.5"} 3 # {trace_id="sec\"ond"} 0.4"#,
            #"seconds_bucket{route="/a",le="1.0"} 3"#,
            #"seconds_bucket{route="/a",le="+Inf"} 4 # {request_id="third"} 20.0"#,
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(!registry.text().contains("trace_id"))
    }

    @Test(
        "A hostile label or name cannot break the text",
        arguments: ["a\"b", "a\\", "a\nb", "\"} 1\nx 2", "", "é{"]
    )
    func hostileLabels(value: String) {
        Counter(label: "1.\(value)", dimensions: [(value, value)], factory: registry).increment()
        let lines = registry.text().split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.count == 2)
        #expect(lines.last?.wholeMatch(of: #/_[A-Za-z0-9_]+\{[A-Za-z0-9_]+="(?:[^"\\\n]|\\.)*"\} 1/#) != nil)
    }

    @Test("The number of series of a metric is limited, and counting goes on without further ones")
    func bounded() {
        for number in 0..<PrometheusRegistry.mostSeries + 100 {
            Counter(label: "many", dimensions: [("n", "\(number)")], factory: registry).increment()
        }
        #expect(registry.text().split(separator: "\n").count == 1 + PrometheusRegistry.mostSeries)
    }

    @Test("A name keeps the kind of its first use")
    func kinds() {
        Counter(label: "same_total", factory: registry).increment()
        Meter(label: "same_total", factory: registry).set(7)
        #expect(registry.text() == "# TYPE same_total counter\nsame_total 1\n")
    }

    @Test("A counter never decreases, and infinite numbers are not counted")
    func monotonic() {
        let counter = FloatingPointCounter(label: "sum_total", factory: registry)
        for amount in [1.5, -1, .infinity, .nan] { counter.increment(by: amount) }
        #expect(registry.text() == "# TYPE sum_total counter\nsum_total 1.5\n")
        let gauge = Meter(label: "gauge", factory: registry)
        gauge.increment(by: 3)
        gauge.decrement(by: 1)
        #expect(registry.text().contains("gauge 2\n"))
    }

    @Test("Concurrent counting loses nothing")
    func races() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask { [registry] in
                    for _ in 0..<500 { Counter(label: "all_total", factory: registry).increment() }
                }
            }
        }
        #expect(registry.text() == "# TYPE all_total counter\nall_total 10000\n")
    }
}
