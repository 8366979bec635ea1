import Base
import Identity
import Memories

/// How much an application read and wrote in the last 30 days.
struct ApplicationUse: Sendable {
    static let days = 30

    let written: String
    let writtenToday: String
    let read: String
    let readToday: String
    let writing: DayBars
    let reading: DayBars

    /// - Parameter all: of every application of the person.
    init(_ all: [ApplicationDay], of applications: [ApplicationID], now: Timestamp) {
        let names = Set(applications)
        let own = all.filter { names.contains($0.application) }
        func sum(_ days: [ApplicationDay], _ count: KeyPath<ApplicationDay, Int>) -> Int {
            days.reduce(0) { $0 + $1[keyPath: count] }
        }
        let today = own.filter { $0.day.day == now.day }
        written = sum(own, \.writes).grouped
        read = sum(own, \.reads).grouped
        writtenToday = localized("\(sum(today, \.writes).grouped) today")
        readToday = localized("\(sum(today, \.reads).grouped) today")
        func bars(_ count: KeyPath<ApplicationDay, Int>, _ verb: String) -> DayBars {
            let counts = Dictionary(own.map { ($0.day.day, $0[keyPath: count]) }) { $0 + $1 }
            return DayBars((0..<Self.days).map { counts[now.day - Self.days + 1 + $0] ?? 0 }, verb: verb)
        }
        writing = bars(\.writes, localized("written"))
        reading = bars(\.reads, localized("read"))
    }

    /// The beginning of the first day.
    static func start(at now: Timestamp) -> Timestamp { Timestamp(day: now.day - days + 1) }
}

/// A bar for each day.
struct DayBars: Sendable {
    struct Bar: Sendable {
        let x: Int
        let y: Int
        let height: Int
        let isZero: Bool
    }

    static let height = 24

    let bars: [Bar]
    /// The width of the picture.
    let width: Int
    let sentence: String

    /// - Parameters:
    ///   - counts: oldest day first.
    ///   - verb: what happened to the counted memories: `read`.
    init(_ counts: [Int], verb: String) {
        let most = max(1, counts.max() ?? 1)
        bars = counts.enumerated().map { day, count in
            let height = max(1, (count * (Self.height - 2) + most - 1) / most)
            return Bar(x: 4 * day, y: Self.height - height, height: height, isZero: count == 0)
        }
        width = 4 * counts.count
        let total = counts.reduce(0, +)
        sentence =
            localized(
                "Memories \(verb) a day over \(counts.count) days: \(total.grouped) in all, at most \((counts.max() ?? 0).grouped)"
            )
    }
}
