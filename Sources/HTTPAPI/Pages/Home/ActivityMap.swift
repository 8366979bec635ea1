import Base
import Memories

/// A map of the memories created on each of the last days: a column a week, a square a day.
struct ActivityMap: Sendable {
    /// A square: where it is drawn, and how dark.
    struct Cell: Sendable {
        let x: Int
        let y: Int
        /// 0 for none, up to 4.
        let level: Int
    }

    struct Month: Sendable {
        let x: Int
        let name: String
    }

    struct Row: Sendable {
        let month: String
        let count: String
    }

    let cells: [Cell]
    let months: [Month]
    let sentence: String
    /// The same as numbers by month, newest last.
    let rows: [Row]

    static let weeks = 26
    static var dayCount: Int { weeks * 7 }
    private static let pitch = 14

    /// - Parameter days: those with memories; others count as none.
    init(_ days: [MemoryDay], now: Timestamp) {
        let today = now.day
        // 1970-01-01 was a Thursday; columns begin on Mondays.
        let weekday = (today + 3) % 7
        let first = today - weekday - (Self.weeks - 1) * 7
        let counts = Dictionary(days.map { ($0.day, $0.count) }) { $0 + $1 }
        let most = max(1, counts.filter { $0.key >= first }.values.max() ?? 1)
        var cells: [Cell] = []
        var months: [Month] = []
        var byMonth: [(name: String, count: Int)] = []
        for day in first...today {
            let (week, row) = ((day - first) / 7, (day - first) % 7)
            let count = counts[day] ?? 0
            let level = (count * 4 + most - 1) / most
            cells.append(Cell(x: 30 + Self.pitch * week, y: 16 + Self.pitch * row, level: level))
            let month = ShownTime.month(Timestamp(day: day))
            if byMonth.last?.name != month.name {
                byMonth.append((month.name, 0))
                let x = 30 + Self.pitch * week
                // A label is about 36 wide.
                if months.last.map({ x - $0.x >= 36 }) ?? true {
                    months.append(Month(x: x, name: month.label))
                }
            }
            byMonth[byMonth.count - 1].count += count
        }
        self.cells = cells
        self.months = months
        rows = byMonth.map { Row(month: $0.name, count: $0.count.grouped) }
        let total = byMonth.reduce(0) { $0 + $1.count }
        let busiest = counts.filter { $0.key >= first }.max { ($0.value, $0.key) < ($1.value, $1.key) }
        let all = localized("New memories a day over \(Self.weeks) weeks: \(total.grouped) in all")
        let peak = busiest.map { day in
            localized(", most on \(ShownTime.date(Timestamp(day: day.key))) (\(day.value.grouped))")
        }
        sentence = all + (peak ?? "")
    }
}
