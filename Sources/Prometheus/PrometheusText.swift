/// Writes samples in one of the text formats.
struct PrometheusText {
    private(set) var text = ""
    private let format: PrometheusFormat
    private static let total = "_total"

    init(_ format: PrometheusFormat) {
        self.format = format
    }

    mutating func head(_ name: String, _ kind: Series.Kind, help: String?) {
        // The name of a counter in OpenMetrics is without the suffix that its samples have.
        let base = Self.base(name, kind)
        let name = kind == .counter && format == .text ? base + Self.total : base
        if let help {
            let text = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
            self.text += "# HELP \(name) \(format == .text ? text : text.replacing("\"", with: "\\\""))\n"
        }
        text += "# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ labels: String, _ kind: Series.Kind, _ value: Series.Value) {
        switch kind {
        case .gauge: line(name, labels, Self.number(value.sum))
        case .counter: line(Self.base(name, kind) + Self.total, labels, Self.number(value.sum))
        case .histogram:
            for (index, bound) in Series.bounds.enumerated() {
                bucket(name, labels, "\(bound)", value.buckets[index], value.exemplars[index])
            }
            bucket(name, labels, "+Inf", value.count, value.exemplars[Series.bounds.count])
            line("\(name)_sum", labels, Self.number(value.sum))
            line("\(name)_count", labels, "\(value.count)")
        }
    }

    /// OpenMetrics needs an end, so that a reader notices when some of the text is missing.
    mutating func end() {
        if format == .openMetrics { text += "# EOF\n" }
    }

    private mutating func bucket(
        _ name: String,
        _ labels: String,
        _ bound: String,
        _ count: UInt64,
        _ exemplar: Series.Exemplar?
    ) {
        let bound = "le=\"\(bound)\""
        let all = labels.isEmpty ? bound : "\(labels),\(bound)"
        var number = "\(count)"
        if format == .openMetrics, let exemplar { number += " # {\(exemplar.labels)} \(exemplar.value)" }
        line("\(name)_bucket", all, number)
    }

    private mutating func line(_ name: String, _ labels: String, _ number: String) {
        text += labels.isEmpty ? "\(name) \(number)\n" : "\(name){\(labels)} \(number)\n"
    }

    private static func base(_ name: String, _ kind: Series.Kind) -> String {
        kind == .counter && name.hasSuffix(total) ? String(name.dropLast(total.count)) : name
    }

    /// The labels as they are written between the braces, sorted by name, values escaped.
    static func labels(_ dimensions: [(name: String, value: String)]) -> String {
        dimensions.map { key, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(name(key))=\"\(escaped)\""
        }.sorted().joined(separator: ",")
    }

    /// A name of letters, digits and underscores that begins with a letter or an underscore.
    static func name(_ text: String) -> String {
        let name = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        return name.first.map { $0.isNumber } == false ? name : "_" + name
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let isWhole = value.rounded() == value && abs(value) < 1e15
        return isWhole ? "\(Int64(value))" : "\(value)"
    }
}
