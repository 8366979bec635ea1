import Foundation

/// One number, its reference in the same run, and its aim.
struct Figure: Codable, Sendable {
    struct Ratio: Codable, Sendable {
        /// The figure that it is divided by.
        let to: String
        let value: Double
        /// Whether a larger value is better.
        let moreIsBetter: Bool
        /// The wanted ratio: a minimum or a maximum, as `moreIsBetter` says.
        let aim: Double?

        var isMet: Bool? { aim.map { moreIsBetter ? value >= $0 : value <= $0 } }
    }

    let name: String
    let value: Double
    let unit: String
    /// Half the distance of the quartiles, as a fraction of the value.
    var spread: Double?
    var ratio: Ratio?
    /// An aim for the value itself: a maximum or a minimum.
    var atMost: Double?
    var atLeast: Double?
    /// Counts and sizes do not depend on the machine's speed, so they can be compared with a baseline directly.
    var isExact: Bool?

    var isMet: Bool? {
        if let atMost { return value <= atMost }
        if let atLeast { return value >= atLeast }
        return ratio?.isMet
    }
}

extension Figure {
    /// The median of some measurements.
    init(_ name: String, _ samples: [Double], _ unit: String) {
        self.init(
            name: name,
            value: Measure.quantile(samples, 0.5),
            unit: unit,
            spread: Measure.Timing(samples).spread
        )
    }

    /// Processor time, in the most readable unit.
    static func time(
        _ name: String,
        _ timing: Measure.Timing,
        to reference: (name: String, timing: Measure.Timing)? = nil,
        aim: Double? = nil
    ) -> Figure {
        Figure(
            name: name,
            value: timing.nanoseconds / 1_000,
            unit: "µs",
            spread: timing.spread,
            ratio: reference.map {
                Ratio(
                    to: $0.name,
                    value: timing.nanoseconds / $0.timing.nanoseconds,
                    moreIsBetter: false,
                    aim: aim
                )
            }
        )
    }
}

/// The figures of a group.
struct Table: Codable, Sendable {
    let group: String
    let figures: [Figure]

    /// By how much a ratio may be worse than its baseline.
    static let tolerance = 0.25

    /// The names of the figures that are worse than in the baseline.
    func worse(than baseline: Table) -> [String] {
        figures.filter { figure in
            guard let former = baseline.figures.first(where: { $0.name == figure.name }) else {
                return false
            }
            if figure.isExact == true { return figure.value > former.value * (1 + Self.tolerance) }
            guard let now = figure.ratio, let before = former.ratio else { return false }
            return now.moreIsBetter
                ? now.value < before.value / (1 + Self.tolerance)
                : now.value > before.value * (1 + Self.tolerance)
        }.map(\.name)
    }

    func text(against baseline: Table?) -> String {
        let worse = Set(baseline.map { self.worse(than: $0) } ?? [])
        var rows = [
            ["", "value", "", "±", "ratio", "to", "aim", ""] + (baseline == nil ? [] : ["baseline", ""])
        ]
        for figure in figures {
            var row = [
                figure.name, Self.number(figure.value), figure.unit,
                figure.spread.map { "\(Int(($0 * 100).rounded())) %" } ?? "",
                figure.ratio.map { Self.number($0.value) } ?? "", figure.ratio?.to ?? "",
                Self.aim(of: figure),
                figure.isMet.map { $0 ? "met" : "MISSED" } ?? "",
            ]
            if let baseline {
                let former = baseline.figures.first { $0.name == figure.name }
                row += [
                    former.map { former in
                        former.ratio.map { Self.number($0.value) } ?? Self.number(former.value)
                    } ?? "new",
                    worse.contains(figure.name) ? "WORSE" : "",
                ]
            }
            rows.append(row)
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let numeric: Set = [1, 3, 4, 8]
        let lines = rows.map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return numeric.contains(column) ? padding + row[column] : row[column] + padding
            }.joined(separator: "  ")
        }
        return "\n\(group)\n" + lines.joined(separator: "\n")
    }

    private static func aim(of figure: Figure) -> String {
        if let atMost = figure.atMost { return "≤ \(number(atMost))" }
        if let atLeast = figure.atLeast { return "≥ \(number(atLeast))" }
        return figure.ratio.flatMap { ratio in
            ratio.aim.map { (ratio.moreIsBetter ? "≥ " : "≤ ") + number($0) }
        } ?? ""
    }

    static func number(_ value: Double) -> String {
        switch abs(value) {
        case 1_000...: String(format: "%.0f", value)
        case 100...: String(format: "%.1f", value)
        case 10...: String(format: "%.2f", value)
        default: String(format: value == value.rounded() ? "%.0f" : "%.4g", value)
        }
    }
}
