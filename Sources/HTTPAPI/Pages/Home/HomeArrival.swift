import Base
import Identity
import Memories

/// The number of memories that came in from one application on one day.
struct HomeArrival: Sendable {
    let name: String
    let monogram: Monogram
    /// `12 written`.
    let count: String
    /// Its activity.
    let path: String?

    /// The most applications.
    private static let most = 6

    /// The applications that wrote something, those that wrote most first, and how many more there are.
    static func all(_ days: [ApplicationDay], _ subjects: [ApplicationSubject]) -> ([HomeArrival], more: Int) {
        let names = ApplicationNames(subjects)
        var sums: [Identifier: (name: String, id: String?, written: Int)] = [:]
        for day in days {
            let subject = subjects.first { $0.applications.contains(day.application) }
            let isPages = day.application.identification == .browser
            let id = subject?.id ?? (isPages ? ApplicationChoice.pages : nil)
            let key = Identifier(id ?? "\(day.application.identification.rawValue) \(day.application.id)")
            let name = subject?.name ?? names.name(of: day.application)
            let sum = sums[key] ?? (name, id, 0)
            sums[key] = (name, id, sum.written + day.writes)
        }
        let sorted = sums.values.filter { $0.written > 0 }.sorted {
            ($0.written, Identifier($1.name)) > ($1.written, Identifier($0.name))
        }
        let shown = sorted.prefix(most).map { sum in
            HomeArrival(
                name: sum.name.beginning(60),
                monogram: Monogram(of: sum.name),
                count: localized("\(sum.written.grouped) written"),
                path: sum.id.map { "\(PageEndpoint.activity.rawValue)?\(Percent.encode([("app", $0)]))" }
            )
        }
        return (shown, sorted.count - shown.count)
    }
}
